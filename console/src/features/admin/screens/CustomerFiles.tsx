import Button from "antd/es/button";
import { Download } from "lucide-react";
import { Page } from "@/design";
import { can, useSession } from "@/features/session";
import { t } from "@/i18n";
import { customersAddress } from "../customerFiles";
import { TablePart } from "../parts/archive/TablePart";
import own from "../parts/archive/archive.module.css";
import css from "../parts/settings.module.css";

/** Customers as tables: taken out, brought in. */
export function CustomerFiles() {
  const masked = !can(useSession(), "customers.reveal");
  return (
    <Page title={t("settings.customer_files")} text={t("customer_files.text")}>
      <section className={css.part}>
        <header>
          <div>
            <h3>{t("archive.export")}</h3>
            <p>{masked ? t("customer_files.masked") : t("customer_files.export_text")}</p>
          </div>
        </header>
        <div className={own.foot}>
          {(["csv", "xlsx"] as const).map((format) => (
            <Button key={format} href={customersAddress(format)} download icon={<Download size={14} aria-hidden />}>
              {format.toUpperCase()}
            </Button>
          ))}
        </div>
      </section>
      <TablePart />
    </Page>
  );
}
