import { setImmediate } from "node:timers/promises";
import { ChangeList } from "../../src/csv/splice";
import type { Engine, EngineTable } from "../../src/engine/contract";
import type { Model } from "../../src/engine/model";
import { createService } from "../../src/engine/service";
import { openFileSource } from "../../src/files/openFileSource";
import type { ImputeTable } from "../../src/imputation/impute";
import type { Suggestion } from "../../src/imputation/suggestion";

/** What happened around the network. */
export interface EngineCalls {
  disposed: number;
}

/** A model that is no network: `impute` predicts, and a draw puts its number behind each value. */
export function fakeModel(impute: ImputeTable): Model {
  const all = async (...args: Parameters<ImputeTable>): Promise<readonly Suggestion[]> => (await impute(...args)).suggestions;
  return {
    info: { name: "fake", version: "0", sha256: "00" },
    judge: async () => new Map(),
    async suggest(table, options, events, signal) {
      const { suggestions, columns, timing } = await impute(table, options, events, signal);
      events.onSuggestions?.(suggestions);
      return { columns, timing };
    },
    async draw(table, options, draw, signal) {
      return (await all(table, options, {}, signal)).map((one) => ({ ...one, value: `${one.value}${draw}` }));
    },
    explain: async () => null,
    forget() {},
  };
}

/** The engine in the test's own process, over a model of the test's. */
export function engineWith(model: Model, calls: EngineCalls = { disposed: 0 }): Engine {
  const service = createService({ start: async () => "0", model: async () => model, openFile: openFileSource, pause: () => setImmediate() });
  let last = 0;
  return {
    backend: "native",
    async open(input, reading, events, signal): Promise<EngineTable> {
      const table = ++last;
      const { summary } = await service.open({ table, input, reading }, events, signal);
      return {
        summary,
        suggest: (options, on, abort) => service.suggest({ table, options }, on, abort),
        check: (options, on, abort) => service.check({ table, options }, on, abort),
        explain: (row, column, options, abort) => service.explain({ table, row, column, options }, {}, abort),
        missingWhere: (column, abort) => service.missingWhere({ table, column }, {}, abort),
        async fill(options, on, abort) {
          const { copies, ...filled } = await service.fill({ table, options }, on, abort);
          return { ...filled, copies: copies.map((copy) => ChangeList.unpack(copy)) };
        },
        async close() {
          await service.close(table, {}, new AbortController().signal);
        },
      };
    },
    model: () => service.model(null, {}, new AbortController().signal),
    dispose: () => void calls.disposed++,
  };
}
