import Button from "antd/es/button";
import Checkbox from "antd/es/checkbox";
import { FilterX, ListFilter } from "lucide-react";
import { Drop, go } from "@/design";
import { t } from "@/i18n";
import { anything, exportOf, narrowed, placeAddress } from "../../only";
import type { Only, Place } from "../../only";
import { ExportThese } from "../export/ExportThese";
import { Chooser } from "./Chooser";
import { Keep } from "./Keep";
import { useChoices } from "./useChoices";
import css from "./narrow.module.css";

/** What the list is narrowed by, and keeping it as a view. */
function Form({ place, openId, done }: { place: Place; openId: string | null; done: () => void }) {
  const choices = useChoices();
  const { only } = place;
  const narrow = (next: Only, saved = place.saved): void => go(placeAddress({ ...place, only: next, saved }, openId));
  const fields = [
    ["queue", t("search.queue"), t("search.any_queue")],
    ["agent", t("search.agent"), t("search.any_agent")],
    ["channel", t("search.channel"), t("search.any_channel")],
    ["tag", t("search.tag"), t("search.any_tag")],
    ["tier", t("tier.title"), t("views.any_tier")],
    ["emotion", t("views.emotion"), t("views.any_emotion")],
  ] as const;
  return (
    <div className={css.form} role="group" aria-label={t("search.filters")}>
      <div className={css.fields}>
        {fields.map(([name, label, any]) => (
          <Chooser
            key={name}
            label={label}
            any={any}
            value={only[name] ?? null}
            choices={choices[name]}
            choose={(value) => narrow({ ...only, [name]: value ?? undefined })}
          />
        ))}
      </div>
      <Checkbox
        checked={only.unanswered === "true"}
        onChange={(event) => narrow({ ...only, unanswered: event.target.checked ? "true" : undefined })}
      >
        {t("views.unanswered")}
      </Checkbox>
      <div className={css.ends}>
        <Button
          type="text"
          size="small"
          className={css.clear}
          disabled={narrowed(only) === 0}
          icon={<FilterX size={14} aria-hidden />}
          onClick={() => narrow(anything, null)}
        >
          {t("search.clear")}
        </Button>
        <ExportThese words={t("export_these.view")} which={() => Promise.resolve(exportOf(place))} />
      </div>
      <Keep key={place.saved} place={place} openId={openId} done={done} />
    </div>
  );
}

/** The funnel beside the search field; a number tells that something is left out. */
export function Narrow({ place, openId }: { place: Place; openId: string | null }) {
  const count = narrowed(place.only);
  const label = count > 0 ? t("views.narrowed", { count }) : t("search.filters");
  return (
    <Drop content={(close) => <Form place={place} openId={openId} done={close} />}>
      {(open) => (
        <button
          type="button"
          className={css.funnel}
          data-on={count > 0 || undefined}
          aria-label={label}
          title={label}
          aria-expanded={open}
        >
          <ListFilter size={15} aria-hidden />
          {count > 0 && <span className="num">{count}</span>}
        </button>
      )}
    </Drop>
  );
}
