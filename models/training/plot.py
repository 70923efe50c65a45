"""Draws a training log as a picture: `plot.py training.csv training.svg`. No library needed."""
import csv
import sys


def main(source: str, target: str) -> None:
    """Columns of the log: seconds, steps, tables, training loss, validation loss, NLL of numbers, RMSE ratio, NLL of categories, accuracy."""
    rows = [[float(v) for v in r] for r in csv.reader(open(source, newline="")) if r]
    width, height, left, top = 640, 300, 56, 24
    x_max = max(r[2] for r in rows)
    lines = [("training loss", 3, "#8a8a8a"), ("validation loss", 4, "#0b6bcb")]
    values = [r[i] for r in rows for _, i, _ in lines]
    low, high = min(values) - 0.02, max(values) + 0.02
    x = lambda v: left + (width - left - 20) * v / x_max  # noqa: E731
    y = lambda v: top + (height - top - 44) * (high - v) / (high - low)  # noqa: E731
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">',
           f'<rect width="{width}" height="{height}" fill="#ffffff"/>']  # fmt: skip
    for k in range(6):
        v = low + (high - low) * k / 5
        out.append(f'<line x1="{left}" x2="{width - 20}" y1="{y(v):.1f}" y2="{y(v):.1f}" stroke="#e4e4e4"/>')
        out.append(f'<text x="{left - 8}" y="{y(v) + 4:.1f}" text-anchor="end" fill="#444">{v:.2f}</text>')
        t = x_max * k / 5
        out.append(f'<text x="{x(t):.1f}" y="{height - 26}" text-anchor="middle" fill="#444">{t / 1000:.0f}k</text>')
    out.append(f'<text x="{width / 2}" y="{height - 8}" text-anchor="middle" fill="#444">synthetic tables seen</text>')
    for k, (name, i, colour) in enumerate(lines):
        points = " ".join(f"{x(r[2]):.1f},{y(r[i]):.1f}" for r in rows)
        out.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        out.append(f'<text x="{width - 150}" y="{top + 16 * k}" fill="{colour}">{name}</text>')
    out.append("</svg>")
    open(target, "w").write("\n".join(out) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
