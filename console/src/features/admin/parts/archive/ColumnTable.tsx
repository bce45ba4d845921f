import Select from "antd/es/select";
import type { TableField, TablePlan } from "@/api/types";
import { t, tCode } from "@/i18n";
import { FIELDS, withColumn } from "../../customerFiles";
import type { Columns } from "../../customerFiles";
import css from "./archive.module.css";

/** Which column of a table holds what, with the first rows beside it. */
export function ColumnTable({ plan, choose }: { plan: TablePlan; choose: (columns: Columns) => void }) {
  const options = [
    { value: "", label: t("customer_files.nothing") },
    ...FIELDS.map((field) => ({ value: field as string, label: tCode("customer_field", field) })),
  ];
  return (
    <div className={css.columns}>
      <table>
        <thead>
          <tr>
            <th>{t("customer_files.column")}</th>
            <th>{t("customer_files.holds")}</th>
            <th>{t("customer_files.sample")}</th>
          </tr>
        </thead>
        <tbody>
          {plan.heading.map((name, at) => (
            <tr key={at}>
              <td>{name || t("customer_files.unnamed", { place: at + 1 })}</td>
              <td>
                <Select
                  aria-label={t("customer_files.holds_of", { name: name || String(at + 1) })}
                  className={css.field}
                  value={plan.columns[at] ?? ""}
                  options={options}
                  onChange={(field) =>
                    choose(withColumn(plan.columns, at, field === "" ? null : (field as TableField)))
                  }
                />
              </td>
              <td className="muted cut">
                {plan.sample
                  .map((row) => row[at])
                  .filter(Boolean)
                  .join(t("list.comma"))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
