import Button from "antd/es/button";
import { Copy } from "lucide-react";
import { copyText, sayDone } from "@/design";
import { t } from "@/i18n";
import css from "./sso.module.css";

/** An address that is registered elsewhere: shown whole, copied with one press. */
export function Address({ label, value }: { label: string; value: string }) {
  const copy = (): void => void copyText(value).then((done) => done && sayDone(t("action.copied")));
  return (
    <div className={css.address}>
      <span>{label}</span>
      <code>{value}</code>
      <Button
        size="small"
        icon={<Copy size={13} aria-hidden />}
        aria-label={t("sso.copy_address", { name: label })}
        onClick={copy}
      >
        {t("action.copy")}
      </Button>
    </div>
  );
}
