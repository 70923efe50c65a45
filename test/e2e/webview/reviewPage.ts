import path from "node:path";
import { build } from "esbuild";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { englishStrings, type Strings } from "../../../src/shared/strings";
import { type Theme, themes } from "./themes";

const root = path.resolve(__dirname, "../../..");
const origin = "http://review.test";
const nonce = "webview-test-nonce";

const bundles = new Map<string, Promise<string>>();

/** The script or style sheet of an entry, built once. */
function bundle(entry: string): Promise<string> {
  const known = bundles.get(entry) ?? make(entry);
  bundles.set(entry, known);
  return known;
}

async function make(entry: string): Promise<string> {
  const result = await build({
    entryPoints: [path.join(root, entry)],
    bundle: true,
    write: false,
    format: "iife",
    target: "es2022",
    jsx: "automatic",
    jsxImportSource: "preact",
    minify: false,
    define: { "process.env.NODE_ENV": '"production"' },
  });
  return result.outputFiles[0]?.text ?? "";
}

export interface ReviewOptions {
  /** What the synthetic host is to be: see syntheticHost.ts. */
  readonly query?: string;
  readonly theme?: Theme;
  readonly width?: number;
  readonly height?: number;
  readonly scale?: number;
  readonly forcedColors?: boolean;
  readonly motion?: boolean;
  readonly strings?: Strings;
}

/** The review alone in a page, with the content-security policy of the product and a host made of thin air. */
export class ReviewPage {
  readonly problems: string[] = [];

  private constructor(
    readonly page: Page,
    readonly context: BrowserContext,
  ) {}

  static async open(
    browser: Browser,
    options: ReviewOptions = {},
  ): Promise<ReviewPage> {
    const [webview, host, css] = await Promise.all(
      ["src/webview/main.tsx", "test/e2e/webview/syntheticHost.ts", "src/webview/styles/review.css"].map(bundle),
    );
    const context = await browser.newContext({
      viewport: { width: options.width ?? 1280, height: options.height ?? 800 },
      deviceScaleFactor: options.scale ?? 1,
      reducedMotion: options.motion ? "no-preference" : "reduce",
      forcedColors: options.forcedColors ? "active" : "none",
    });
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    const review = new ReviewPage(page, context);
    page.on("console", (message) => {
      if (message.type() === "error") review.problems.push(message.text());
    });
    page.on("pageerror", (error) => review.problems.push(String(error)));
    const theme = themes[options.theme ?? "light"];
    await page.route(`${origin}/**`, (route) => {
      const name = new URL(route.request().url()).pathname;
      const bodies: Record<string, [string, string]> = {
        "/": [pageHtml(theme, options.strings ?? englishStrings), "text/html"],
        "/review.css": [css ?? "", "text/css"],
        "/theme.css": [`:root { ${Object.entries(theme.colors).map(([key, value]) => `${key}: ${value};`).join("\n")} }`, "text/css"],
        "/host.js": [host ?? "", "text/javascript"],
        "/webview.js": [webview ?? "", "text/javascript"],
      };
      const found = bodies[name];
      return found ? route.fulfill({ body: found[0], contentType: `${found[1]}; charset=utf-8` }) : route.fulfill({ status: 204, body: "" });
    });
    await page.goto(`${origin}/?${options.query ?? ""}`);
    await page.getByTestId("grid").waitFor();
    return review;
  }

  async close(): Promise<void> {
    await this.context.close();
  }
}

function pageHtml(theme: (typeof themes)[Theme], strings: Strings): string {
  const boot = JSON.stringify({ strings, language: "en" }).replace(/</g, "\\u003c");
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Review</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${origin}; script-src 'nonce-${nonce}'">
<link rel="stylesheet" href="theme.css">
<link rel="stylesheet" href="review.css">
</head>
<body class="${theme.bodyClass}">
<div id="root"></div>
<script type="application/json" id="boot" nonce="${nonce}">${boot}</script>
<script nonce="${nonce}" src="host.js"></script>
<script nonce="${nonce}" src="webview.js"></script>
</body>
</html>`;
}
