import Button from "antd/es/button";
import { BellPlus } from "lucide-react";
import { useKept } from "@/design";
import { t } from "@/i18n";
import { allowNotices, useMissed, useNoticesAsked } from "./asking";
import css from "./OfferStack.module.css";

/** After the first offer that could have told of itself outside this tab. Whoever wants none is not asked again. */
export function AskNotices() {
  const [refused, setRefused] = useKept("notices.refused", false);
  const asked = useNoticesAsked();
  if (!useMissed("notices") || refused || asked !== "default") return null;
  return (
    <div className={css.ask} role="status">
      <BellPlus size={16} aria-hidden />
      <span className="cut">{t("notices_ask.text")}</span>
      <span className={css.fill} />
      <Button size="small" type="text" onClick={() => setRefused(true)}>
        {t("notices_ask.no")}
      </Button>
      <Button size="small" type="primary" onClick={allowNotices}>
        {t("notices_ask.yes")}
      </Button>
    </div>
  );
}
