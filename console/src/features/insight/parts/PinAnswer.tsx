import Button from "antd/es/button";
import { Pin } from "lucide-react";
import { useState } from "react";
import { surge as api } from "@/api/surge";
import type { Surge } from "@/api/types";
import { Drop, sayDone, sayError } from "@/design";
import { ArticlePicker } from "@/features/surge";
import { t } from "@/i18n";
import css from "./surge.module.css";

function Choice({ now, done }: { now: Surge; done: (made: Surge | null) => void }) {
  const [ids, setIds] = useState(now.pinned.map((article) => article.id));
  const [busy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      const made = await api.pin(ids);
      sayDone(made.pinned.length === 0 ? t("surge.unpinned") : t("surge.pinned_done"));
      done(made);
    } catch (error) {
      sayError(error);
      setBusy(false);
    }
  };
  return (
    <form
      className={css.pin}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <p>{t("surge.pin_text")}</p>
      <ArticlePicker value={ids} onChange={setIds} known={now.pinned} />
      <footer>
        <Button size="small" onClick={() => done(null)}>
          {t("action.cancel")}
        </Button>
        <Button size="small" type="primary" htmlType="submit" loading={busy}>
          {t("surge.pin_save")}
        </Button>
      </footer>
    </form>
  );
}

/** Pins an answer for the rest of the surge that is on. */
export function PinAnswer({ now, took }: { now: Surge; took: (made: Surge) => void }) {
  return (
    <Drop
      content={(close) => (
        <Choice
          now={now}
          done={(made) => {
            close();
            if (made !== null) took(made);
          }}
        />
      )}
    >
      {() => (
        <Button size="small" icon={<Pin size={13} aria-hidden />}>
          {t("surge.pin")}
        </Button>
      )}
    </Drop>
  );
}
