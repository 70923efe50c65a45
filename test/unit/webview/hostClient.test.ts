import assert from "node:assert/strict";
import test from "node:test";
import type { ToHost, ToWebview } from "../../../src/shared/protocol";
import { HostClient } from "../../../src/webview/state/hostClient";

function connect() {
  const source = new EventTarget();
  const asked: ToHost[] = [];
  const client = new HostClient({ postMessage: (message) => asked.push(message) }, source);
  const answer = (data: ToWebview) => source.dispatchEvent(Object.assign(new Event("message"), { data }));
  return { client, asked, answer };
}

test("an answer reaches the request with its id, in any order", async () => {
  const { client, asked, answer } = connect();
  const first = client.ask("locate", { row: 1 });
  const second = client.ask("locate", { row: 2 });
  answer({ type: "answer", id: asked[1]?.id ?? 0, ok: 22 });
  answer({ type: "answer", id: asked[0]?.id ?? 0, ok: 11 });
  assert.deepEqual(await Promise.all([first, second]), [11, 22]);
});

test("an error reply rejects with the host's sentence", async () => {
  const { client, asked, answer } = connect();
  const request = client.ask("cancel", {});
  answer({ type: "answer", id: asked[0]?.id ?? 0, err: "There is nothing to cancel." });
  await assert.rejects(request, /nothing to cancel/);
});

test("closing rejects what is pending and what comes later", async () => {
  const { client } = connect();
  const pending = client.ask("undo", {});
  client.dispose();
  await assert.rejects(pending, /closed/);
  await assert.rejects(client.ask("undo", {}), /closed/);
});

test("events go to all listeners until they stop listening", () => {
  const { client, answer } = connect();
  const heard: string[] = [];
  const stop = client.onEvent((event) => heard.push(event.event));
  answer({ type: "event", event: "announce", text: "hello" });
  stop();
  answer({ type: "event", event: "announce", text: "again" });
  assert.deepEqual(heard, ["announce"]);
});

test("messages of others and answers to nobody are ignored", () => {
  const { client, answer } = connect();
  answer({ type: "answer", id: 99, ok: null });
  answer(undefined as unknown as ToWebview);
  client.dispose();
});
