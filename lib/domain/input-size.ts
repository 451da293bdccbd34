/** Buckets of a request's size in characters, smallest first, by their exclusive upper end. */
export const INPUT_SIZES = [
  { name: "under_2k", end: 2_000, words: "under 2,000" },
  { name: "2k_8k", end: 8_000, words: "2,000 to 8,000" },
  { name: "8k_32k", end: 32_000, words: "8,000 to 32,000" },
  { name: "32k_128k", end: 128_000, words: "32,000 to 128,000" },
  { name: "over_128k", end: Infinity, words: "over 128,000" },
] as const;
