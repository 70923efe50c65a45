/** One Enter in the review, from the message that arrives in the host to the edit of the document. */
import { ReviewChannel } from "../../src/shared/hostChannel";
import type { ImputeTable } from "../../src/imputation/impute";
import type { Suggestion } from "../../src/imputation/suggestion";
import type { ToHost } from "../../src/shared/protocol";
import { engineWith, fakeModel } from "../fakes/engine";
import { reviewDocument } from "../fakes/reviewing";
import { fakeServices } from "../fakes/services";
import { Uri } from "../fakes/vscode";
import { workbench } from "../fakes/workbench";
import type { Prepare } from "./callTrace";

const suggestion: Suggestion = { row: 1, column: 0, value: "Oslo", certainty: 0.9, interval: null, alternatives: [] };

/** A review of a small document with one suggestion, in front of which somebody is about to press Enter. */
export const acceptRequest: Prepare = async () => {
  workbench.reset((_name, action) => queueMicrotask(action));
  const uri = Uri.file("/cities.csv");
  const text = "city,size\nOslo,10\n,20\nBergen,30\nBergen,40\n";
  workbench.files.set(uri.toString(), Buffer.from(text));
  const document = workbench.open(uri as never, text);
  const impute: ImputeTable = async () => ({ suggestions: [suggestion], columns: [], timing: { encodeMs: 0, inferenceMs: 0 } });
  const { review, ask, dispose } = await reviewDocument(document, engineWith(fakeModel(impute)), fakeServices());
  let request: (message: ToHost) => void = () => undefined;
  const port = {
    postMessage: async () => true,
    onDidReceiveMessage: (listener: (message: ToHost) => void) => {
      request = listener;
      return { dispose: () => undefined };
    },
  };
  const channel = new ReviewChannel(port, ask, (_method, error) => {
    throw error;
  });
  request({ id: 1, method: "open", args: {} });
  await settled();
  const { layout } = review.state;
  return async (end) => {
    const edited = new Promise<void>((resolve) => {
      workbench.onApplied = () => {
        end();
        resolve();
      };
    });
    request({ id: 2, method: "accept", args: { scope: { kind: "cell", row: 1, column: 0 }, layout } });
    await edited;
    await settled();
    channel.dispose();
    dispose();
  };
};

/** Until nothing goes on by itself. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((done) => setTimeout(done, 5));
}
