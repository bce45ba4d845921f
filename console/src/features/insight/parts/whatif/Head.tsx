import Button from "antd/es/button";
import Input from "antd/es/input";
import Popconfirm from "antd/es/popconfirm";
import { Link2, Star, Trash2 } from "lucide-react";
import { useState } from "react";
import type { WhatIfStudy } from "@/api/types";
import { Ago, copyText, go, sayDone, sayError } from "@/design";
import { t } from "@/i18n";
import { dateAndTime } from "@/i18n/format";
import { PLACE, cancelWhatIf, changeWhatIf, dropWhatIf, isGoing } from "../../whatIf";
import { StateTag } from "./WhatIfList";
import css from "./whatif.module.css";

function Name({ study, may }: { study: WhatIfStudy; may: boolean }) {
  const [name, setName] = useState<string | null>(null);
  const save = (): void => {
    const next = name?.trim() ?? "";
    setName(null);
    if (next !== "" && next !== study.name) changeWhatIf(study.id, { name: next }).catch(sayError);
  };
  if (!may) return <h2 className="cut">{study.name}</h2>;
  return (
    <Input
      className={css.name ?? ""}
      variant={name === null ? "borderless" : "outlined"}
      aria-label={t("what_if.name")}
      maxLength={80}
      value={name ?? study.name}
      onFocus={() => setName(study.name)}
      onChange={({ target }) => setName(target.value)}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.currentTarget.blur();
        if (event.key === "Escape") setName(null);
      }}
    />
  );
}

/** What it is called, how it stands, and what can be done with it. */
export function Head({ study, may }: { study: WhatIfStudy; may: boolean }) {
  const [busy, setBusy] = useState(false);
  const kept = study.expires_at === null;
  const doing = (work: Promise<unknown>): void => {
    setBusy(true);
    work.catch(sayError).finally(() => setBusy(false));
  };
  const share = (): void =>
    void copyText(`${location.origin}${PLACE}/${study.id}`).then((done) => {
      if (done) sayDone(t("what_if.shared"));
    });
  return (
    <header className={css.studyHead}>
      <div>
        <Name key={study.id} study={study} may={may} />
        <p className="muted">
          <StateTag state={study.state} /> {study.asked_by_name} · <Ago at={study.asked_at} />
          {!kept && study.ended_at !== null && (
            <> · {t("what_if.until", { time: dateAndTime(study.expires_at ?? "") })}</>
          )}
        </p>
      </div>
      <span className={css.acts}>
        <Button size="small" icon={<Link2 size={14} aria-hidden />} onClick={share}>
          {t("what_if.share")}
        </Button>
        {may && (
          <Button
            size="small"
            aria-pressed={kept}
            icon={<Star size={14} aria-hidden fill={kept ? "currentColor" : "none"} />}
            loading={busy}
            onClick={() => doing(changeWhatIf(study.id, { kept: !kept }))}
          >
            {kept ? t("what_if.kept") : t("what_if.keep")}
          </Button>
        )}
        {may && isGoing(study) && (
          <Button size="small" loading={busy} onClick={() => doing(cancelWhatIf(study.id))}>
            {t("what_if.stop")}
          </Button>
        )}
        {may && (
          <Popconfirm
            title={t("what_if.sure", { name: study.name })}
            okText={t("action.delete")}
            cancelText={t("action.cancel")}
            onConfirm={() => doing(dropWhatIf(study.id).then(() => go(PLACE)))}
          >
            <Button size="small" danger icon={<Trash2 size={14} aria-hidden />}>
              {t("action.delete")}
            </Button>
          </Popconfirm>
        )}
      </span>
    </header>
  );
}
