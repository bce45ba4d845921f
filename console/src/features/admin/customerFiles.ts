// Customers as tables: read, shown, brought in.
import { customerFiles as api } from "@/api/customerFiles";
import type { Columns } from "@/api/customerFiles";
import { queries } from "@/api/query";
import type { TableField, TablePlan } from "@/api/types";
import { locale } from "@/i18n";

export type { Columns } from "@/api/customerFiles";

export const FIELDS: TableField[] = [
  "number",
  "name",
  "title",
  "tier",
  "phone",
  "email",
  "city",
  "locale",
  "tags",
  "note",
];

export function customersAddress(format: "csv" | "xlsx"): string {
  return api.exportUrl(format, locale());
}

/** What bringing the table in would do; `columns` null: as its heading seems to say. */
export function readTable(file: File, columns: Columns | null): Promise<TablePlan> {
  return api.read(file, columns, false);
}

export async function bringIn(file: File, columns: Columns): Promise<TablePlan> {
  try {
    return await api.read(file, columns, true);
  } finally {
    await queries.invalidateQueries();
  }
}

/** The rows that are wrong, as a file that the browser saves. */
export async function saveFaults(file: File, columns: Columns): Promise<void> {
  const text = await api.faults(file, columns, locale());
  const url = URL.createObjectURL(new Blob(["\ufeff", text.replace(/^\ufeff/, "")], { type: "text/csv" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = file.name.replace(/\.\w+$/, "") + "-to-mend.csv";
  link.click();
  URL.revokeObjectURL(url);
}

/** Another column holds it now: the one that held it before holds nothing. */
export function withColumn(columns: Columns, at: number, field: TableField | null): Columns {
  return columns.map((was, n) => (n === at ? field : was === field ? null : was));
}
