// Customers as tables.
import type * as Server from "../generated";

export type BroughtRow = Required<Server.RowItem>;
export type TablePlan = Omit<Server.TablePlan, "items"> & { items: BroughtRow[] };
export type TableField = NonNullable<Server.TablePlan["columns"][number]>;
