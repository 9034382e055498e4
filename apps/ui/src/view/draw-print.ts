import type { Role } from "@aperture/sdk";
import type { PrintColumn } from "./contact-print.ts";

/** Distance of two dots in px. */
export const dotPitch = 5;

/** Draws the print as a halftone: rows stand half a dot apart, a dot's area is its weight. `ratio` is the device pixel ratio. */
export function drawPrint(
  context: CanvasRenderingContext2D,
  print: readonly PrintColumn[],
  options: { height: number; ratio: number; ink: (role: Role) => string; muted: (column: PrintColumn) => boolean },
): void {
  const { height, ratio, ink, muted } = options;
  const rows = Math.floor(height / dotPitch);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, print.length * dotPitch, height);
  print.forEach((column, x) => {
    const weight = muted(column) ? 0.05 : column.weight;
    const radius = Math.max(0.5, Math.sqrt(weight) * dotPitch * 0.56);
    context.fillStyle = ink(column.role);
    context.beginPath();
    for (let row = 0; row < rows; row += 1) {
      const y = (row + (x % 2 === 0 ? 0.5 : 1)) * dotPitch;
      if (y > height) continue;
      context.moveTo(x * dotPitch + dotPitch / 2 + radius, y);
      context.arc(x * dotPitch + dotPitch / 2, y, radius, 0, Math.PI * 2);
    }
    context.fill();
  });
}
