import type { Boot } from "./protocol";

export interface PageParts {
  /** Known to this page alone: only scripts that name it run. */
  readonly nonce: string;
  readonly cspSource: string;
  readonly script: string;
  readonly style: string;
  readonly title: string;
  readonly boot: Boot;
}

/** The review's page: one script by nonce, one style sheet, nothing else, no network. */
export function reviewHtml({ nonce, cspSource, script, style, title, boot }: PageParts): string {
  const policy = `default-src 'none'; style-src ${cspSource}; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="${escapeHtml(boot.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<link rel="stylesheet" href="${escapeHtml(style)}">
<title>${escapeHtml(title)}</title>
</head>
<body>
<div id="root"></div>
<script type="application/json" id="boot" nonce="${nonce}">${jsonInScript(boot)}</script>
<script nonce="${nonce}" src="${escapeHtml(script)}"></script>
</body>
</html>`;
}

/** A page that says one sentence, without script or style. */
export function sentenceHtml(sentence: string): string {
  return `<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'">
</head>
<body><p role="status">${escapeHtml(sentence)}</p></body>
</html>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

/** JSON that cannot end the script element it stands in. */
function jsonInScript(value: unknown): string {
  return JSON.stringify(value).replace(/</g, "\\u003c").replace(/\u2028/g, "\\u2028").replace(/\u2029/g, "\\u2029");
}
