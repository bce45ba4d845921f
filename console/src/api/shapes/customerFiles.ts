// Customers as tables.
import type * as Server from "../generated";

export type CustomerRow = Required<Server.RowItem>;
export type TablePlan = Omit<Server.TablePlan, "items"> & { items: CustomerRow[] };
export type TableField = NonNullable<Server.TablePlan["columns"][number]>;
