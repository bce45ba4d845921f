// Customers brought in from tables and taken out as tables.
import { address, upload } from "./http";
import type { Query } from "./http";
import type { TableField, TablePlan } from "./types";

const PATH = "/customer-files";
const BASE = address("");

function asked(verb: string, query: Query): string {
  return address(`${PATH}/${verb}`, query).slice(BASE.length);
}

export type Columns = (TableField | null)[];

export const customerFiles = {
  exportUrl: (format: "csv" | "xlsx", locale: string) => address(`${PATH}/export`, { format, locale }),
  read: (file: File, columns: Columns | null, write: boolean) =>
    upload<TablePlan>(asked("import", { columns: columns?.join(","), write }), file, () => undefined),
  faults: (file: File, columns: Columns, locale: string) =>
    upload<string>(
      asked("faults", { columns: columns.join(","), locale }),
      file,
      () => undefined,
      undefined,
      (text) => text,
    ),
};
