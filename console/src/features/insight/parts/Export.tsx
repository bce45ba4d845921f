import Button from "antd/es/button";
import Dropdown from "antd/es/dropdown";
import { Download } from "lucide-react";
import type { BoardQuery } from "@/api/types";
import { t } from "@/i18n";
import { exportUrl } from "../data";

/** The board as a file. */
export function Export({ query }: { query: BoardQuery }) {
  const items = (["csv", "xlsx"] as const).map((format) => ({
    key: format,
    label: (
      <a href={exportUrl(query, format)} download>
        {format === "csv" ? t("insight.export_csv") : t("insight.export_xlsx")}
      </a>
    ),
  }));
  return (
    <Dropdown menu={{ items }} trigger={["click"]} placement="bottomRight">
      <Button icon={<Download size={14} aria-hidden />}>{t("insight.export")}</Button>
    </Dropdown>
  );
}
