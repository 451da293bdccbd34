import { encode } from "uqr";

/** A QR code as the path of an SVG whose view box is `size` squares wide and high, with the margin that scanners want. */
export interface DrawnCode {
  readonly size: number;
  readonly path: string;
}

const MARGIN = 2;

export function drawCode(text: string): DrawnCode {
  const { data, size } = encode(text, { ecc: "M", border: MARGIN });
  const squares = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])));
  return { size, path: squares.join("") };
}
