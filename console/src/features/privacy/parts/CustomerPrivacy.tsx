import Button from "antd/es/button";
import { Download, Eraser } from "lucide-react";
import { useState } from "react";
import { sayError } from "@/design";
import { t } from "@/i18n";
import { exportAll, underWay, useRequests } from "../data";
import { EraseDialog } from "./EraseDialog";
import { Requests } from "./Requests";
import css from "./privacy.module.css";

/** What this customer may ask about their own data. */
export function CustomerPrivacy({ customerId }: { customerId: string }) {
  const query = useRequests(customerId);
  const [erasing, setErasing] = useState(false);
  const items = query.data?.pages[0]?.items.slice(0, 3) ?? [];
  const exporting = items.some((request) => request.kind === "export" && underWay(request));
  return (
    <>
      <div className={css.actions}>
        <Button
          size="small"
          icon={<Download size={13} aria-hidden />}
          loading={exporting}
          onClick={() => void exportAll(customerId).catch(sayError)}
        >
          {t("privacy.export")}
        </Button>
        <Button size="small" danger icon={<Eraser size={13} aria-hidden />} onClick={() => setErasing(true)}>
          {t("privacy.erase")}
        </Button>
      </div>
      {items.length > 0 && <Requests items={items} />}
      {erasing && <EraseDialog customerId={customerId} done={() => setErasing(false)} />}
    </>
  );
}
