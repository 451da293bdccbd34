import { cache } from "react";
import { assignModelColours } from "#components/model-colours.ts";
import { readOptions } from "./open-project.ts";

/** The fixed colours of all models the project has ever used. */
export const readColours = cache(async () => {
  const { entryModels, models } = await readOptions();
  return assignModelColours([...entryModels, ...models]);
});
