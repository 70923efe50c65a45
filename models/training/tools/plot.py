"""Draws a training log (train.py's CSV) as a picture: `plot.py training.csv training.svg`. No library needed."""
import csv
import sys

WIDTH, HEIGHT, LEFT, RIGHT, TOP, FOOT = 640, 250, 56, 20, 42, 44
# title of the panel; name in it, column of the log, colour
PANELS = [
    ("loss", [("training", "loss", "#8a8a8a"), ("fixed synthetic tables", "held", "#0b6bcb")]),
    ("numbers: RMSE over the mean's", [("fixed synthetic tables", "held_rmse_ratio", "#0b6bcb"), ("four real tables", "real_nrmse", "#b4530a")]),
]


def panel(rows: list[dict[str, float]], title: str, lines: list[tuple[str, str, str]], shift: int) -> list[str]:
    x_max = max(r["tables"] for r in rows)
    values = [r[key] for r in rows for _, key, _ in lines if r[key]]
    low, high = min(values) - 0.02, max(values) + 0.02
    x = lambda v: LEFT + (WIDTH - LEFT - RIGHT) * v / x_max  # noqa: E731
    y = lambda v: shift + TOP + (HEIGHT - TOP - FOOT) * (high - v) / (high - low)  # noqa: E731
    out = [f'<text x="{LEFT}" y="{shift + 16}" fill="#222" font-weight="bold">{title}</text>']
    for k in range(6):
        v, t = low + (high - low) * k / 5, x_max * k / 5
        out.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(v):.1f}" y2="{y(v):.1f}" stroke="#e4e4e4"/>')
        out.append(f'<text x="{LEFT - 8}" y="{y(v) + 4:.1f}" text-anchor="end" fill="#444">{v:.2f}</text>')
        out.append(f'<text x="{x(t):.1f}" y="{shift + HEIGHT - 26}" text-anchor="middle" fill="#444">{t / 1000:.0f}k</text>')
    out.append(f'<text x="{WIDTH / 2}" y="{shift + HEIGHT - 8}" text-anchor="middle" fill="#444">synthetic tables seen</text>')
    for k, (name, key, colour) in enumerate(lines):
        points = " ".join(f"{x(r['tables']):.1f},{y(r[key]):.1f}" for r in rows if r[key])
        out.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        out.append(f'<text x="{WIDTH - RIGHT}" y="{shift + 16 + 15 * k}" text-anchor="end" fill="{colour}">{name}</text>')
    return out


def main(source: str, target: str) -> None:
    with open(source, newline="") as f:
        rows = [{k: float(v or 0) for k, v in r.items()} for r in csv.DictReader(f)]
    height = HEIGHT * len(PANELS)
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" font-size="12">',
           f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>']  # fmt: skip
    for k, (title, lines) in enumerate(PANELS):
        out += panel(rows, title, lines, k * HEIGHT)
    with open(target, "w") as f:
        f.write("\n".join([*out, "</svg>"]) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
