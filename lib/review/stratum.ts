const BETWEEN = " / ";

/** Work that is compared with its like: task type × input size, `lead_qualification / 2k_8k`. */
export function stratumOf(taskType: string, inputSize: string): string {
  return `${taskType}${BETWEEN}${inputSize === "" ? "unknown size" : inputSize}`;
}

export function splitStratum(stratum: string): { readonly taskType: string; readonly inputSize: string } {
  const at = stratum.lastIndexOf(BETWEEN);
  return at < 0
    ? { taskType: stratum, inputSize: "" }
    : { taskType: stratum.slice(0, at), inputSize: stratum.slice(at + BETWEEN.length) };
}
