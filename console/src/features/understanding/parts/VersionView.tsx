import Alert from "antd/es/alert";
import Button from "antd/es/button";
import Popconfirm from "antd/es/popconfirm";
import Select from "antd/es/select";
import { useState } from "react";
import type { IntentVersion, IntentsPage } from "@/api/types";
import { Ago, Bones, Failed, sayDone, sayError } from "@/design";
import { t, tCode } from "@/i18n";
import { publish, useVersion } from "../data";
import { isGoing, whoOf } from "../words";
import { Compared, FiguresTable } from "./Compared";
import { Confusions, Qualities } from "./Confusions";
import { StateTag } from "./Versions";
import css from "./understanding.module.css";

const WHEN_TRAINED = "";

function Head({ one, page, may }: { one: IntentVersion; page: IntentsPage; may: boolean }) {
  const back = page.published !== null && page.published.number > one.number;
  const go = (): void =>
    void publish(one.id).then(() => sayDone(t("intents.published", { number: one.number })), sayError);
  return (
    <header>
      <h2>{t("intents.version", { number: one.number })}</h2>
      <StateTag state={one.state} />
      {may && one.kept && one.state !== "published" && (
        <Popconfirm
          title={back ? t("intents.roll_back_sure") : t("intents.publish_sure", { number: one.number })}
          okText={back ? t("intents.roll_back") : t("intents.publish")}
          cancelText={t("action.cancel")}
          onConfirm={go}
        >
          <Button type="primary" size="small">
            {back ? t("intents.roll_back") : t("intents.publish")}
          </Button>
        </Popconfirm>
      )}
    </header>
  );
}

function Facts({ one }: { one: IntentVersion }) {
  return (
    <p className="muted">
      {t("intents.asked_by", { name: whoOf(one.asked_by_name) })} <Ago at={one.asked_at} />
      {one.seconds !== null && (
        <>
          {" · "}
          {t("intents.learned", { examples: one.examples, intents: one.intents, seconds: one.seconds.toFixed(1) })}
        </>
      )}
      {one.published_at !== null && (
        <>
          {" · "}
          {t("intents.published_by", { name: whoOf(one.published_by_name) })} <Ago at={one.published_at} />
        </>
      )}
    </p>
  );
}

/** One version: how good it is, against another, of each intent, and what it takes for what. */
export function VersionView({
  id,
  all,
  page,
  may,
}: {
  id: string;
  all: IntentVersion[];
  page: IntentsPage;
  may: boolean;
}) {
  const [against, setAgainst] = useState(WHEN_TRAINED);
  const query = useVersion(id, against || null);
  const whole = query.data;
  if (query.isError && whole === undefined) return <Failed error={query.error} retry={() => void query.refetch()} />;
  if (whole === undefined) return <Bones rows={8} />;
  const one = whole.version;
  const others = all.filter((each) => each.id !== id && each.figures !== null);
  return (
    <article className={css.editor}>
      <Head one={one} page={page} may={may} />
      <Facts one={one} />
      {isGoing(one) && <p role="status">{t("intents.going")}</p>}
      {one.state === "failed" && one.error !== null && (
        <Alert type="error" showIcon title={tCode("intents_error", one.error)} />
      )}
      {!one.kept && one.figures !== null && <p className={css.note}>{t("errors.model_not_kept")}</p>}
      {one.figures !== null && one.figures.n === 0 && <p className={css.note}>{t("intents.no_test_set")}</p>}
      {one.figures !== null && one.figures.n > 0 && (
        <>
          <h3>
            {t("intents.figures", { count: one.figures.n, outside: one.figures.outside })}
            {others.length > 0 && (
              <Select
                size="small"
                className={css.move ?? ""}
                aria-label={t("intents.against")}
                value={against}
                onChange={setAgainst}
                options={[
                  { value: WHEN_TRAINED, label: t("intents.against_then") },
                  ...others.map((each) => ({ value: each.id, label: t("intents.version", { number: each.number }) })),
                ]}
              />
            )}
          </h3>
          {whole.compared === null ? (
            <FiguresTable figures={one.figures} before={null} number={null} />
          ) : (
            <Compared compared={whole.compared} items={page.items} />
          )}
          <Confusions confusions={whole.confusions} items={page.items} />
          <Qualities qualities={whole.by_intent} items={page.items} />
        </>
      )}
    </article>
  );
}
