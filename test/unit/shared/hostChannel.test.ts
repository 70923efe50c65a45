import assert from "node:assert/strict";
import test from "node:test";
import "../../fakes/useVscode";
import { copyName } from "../../../src/host/files";
import { ReviewChannel } from "../../../src/shared/hostChannel";
import { reviewHtml } from "../../../src/shared/reviewHtml";
import type { HostHandlers, ToHost, ToWebview } from "../../../src/shared/protocol";
import { englishStrings, format } from "../../../src/shared/strings";

function connect(handlers: Partial<HostHandlers>) {
  const sent: ToWebview[] = [];
  const failed: string[] = [];
  let receive: (message: ToHost) => void = () => undefined;
  const channel = new ReviewChannel(
    {
      postMessage: async (message) => {
        sent.push(message);
        return true;
      },
      onDidReceiveMessage: (listener) => {
        receive = listener;
        return { dispose: () => undefined };
      },
    },
    handlers as HostHandlers,
    (method) => failed.push(method),
  );
  return { sent, failed, channel, receive: (message: unknown) => receive(message as ToHost) };
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

test("every request has an answer: the result, or the sentence of the failure", async () => {
  const { sent, failed, receive } = connect({
    locate: ({ row }) => row * 2,
    cancel: () => {
      throw new Error("There is nothing to cancel.");
    },
  });
  receive({ id: 1, method: "locate", args: { row: 21 } });
  receive({ id: 2, method: "cancel", args: {} });
  receive({ id: 3, method: "constructor", args: {} });
  await settle();
  const answers = new Map(sent.map((message) => ["id" in message ? message.id : 0, message]));
  assert.deepEqual(answers.get(1), { type: "answer", id: 1, ok: 42 });
  assert.deepEqual(answers.get(2), { type: "answer", id: 2, err: "There is nothing to cancel." });
  const third = answers.get(3);
  assert.ok(third && "err" in third);
  assert.deepEqual(failed, ["cancel", "constructor"]);
});

test("nothing is sent to a closed webview", async () => {
  const { sent, channel, receive } = connect({ locate: () => 1 });
  receive({ id: 1, method: "locate", args: { row: 0 } });
  channel.dispose();
  channel.tell({ event: "announce", text: "late" });
  await settle();
  assert.deepEqual(sent, []);
});

test("the page lets nothing in but its own script and style", () => {
  const html = reviewHtml({
    nonce: "n0nce",
    cspSource: "https://host.example",
    script: "https://host.example/webview.js",
    style: "https://host.example/review.css",
    title: '<script>alert("title")</script>',
    boot: { strings: { ...englishStrings, loading: "</script><script>alert(1)</script>" }, language: "en" },
  });
  const policy = /Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1] ?? "";
  assert.match(policy, /default-src &#39;none&#39;/);
  assert.ok(!policy.includes("unsafe"));
  assert.ok(!html.includes("<script>alert"));
  assert.equal(html.match(/<script/g)?.length, 2);
  assert.match(policy, /script-src &#39;nonce-n0nce&#39;/);
  assert.deepEqual([...html.matchAll(/<script[^>]*nonce="([^"]+)"/g)].map(([, nonce]) => nonce), ["n0nce", "n0nce"]);
});

test("copies are named after their file", () => {
  assert.equal(copyName("sales.csv", "imputed"), "sales.imputed.csv");
  assert.equal(copyName("sales.2023.tsv", "imputed", 2), "sales.2023.imputed-2.tsv");
  assert.equal(copyName(".csv", "imputed"), ".csv.imputed");
});

test("values go into their places, whatever they hold", () => {
  assert.equal(format("{1} of {0}", 3, "$1{0}"), "$1{0} of 3");
  assert.equal(format("{0} and {1}", "one"), "one and {1}");
});
