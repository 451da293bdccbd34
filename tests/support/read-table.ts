import type { Page } from "@playwright/test";

/** The texts of a page's table, a row each; it waits until the table is there. */
export async function readTable(page: Page, caption: string): Promise<readonly (readonly string[])[]> {
  const table = page.getByRole("table", { name: caption });
  await table.waitFor();
  return table
    .locator("tbody tr")
    .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => (cell.textContent ?? "").trim())));
}
