import Button from "antd/es/button";
import Input from "antd/es/input";
import Modal from "antd/es/modal";
import Select from "antd/es/select";
import { useState } from "react";
import type { Topic } from "@/api/types";
import { sayDone, sayError } from "@/design";
import { OpenRoomHere } from "@/features/cocreation";
import { can, useSession } from "@/features/session";
import { named, t } from "@/i18n";
import { join, putAway, rename, sparkline, useIntentChoices } from "../data";
import css from "./topics.module.css";

const WIDE = 112;
const HIGH = 28;
const nameOf = (intent: { name_zh: string; name_en: string }): string =>
  named({ zh: intent.name_zh, en: intent.name_en });

/** Messages by day, today last. */
function Trend({ one }: { one: Topic }) {
  return (
    <svg width={WIDE} height={HIGH + 2} role="img" aria-label={t("topics.trend", { days: one.days.join(", ") })}>
      <polyline points={sparkline(one.days, WIDE, HIGH)} transform="translate(0 1)" />
    </svg>
  );
}

function JoinDialog({ one, close }: { one: Topic; close: () => void }) {
  const intents = useIntentChoices().data?.items.filter(({ archived }) => !archived) ?? [];
  const [chosen, setChosen] = useState<string | null>(one.like?.id ?? null);
  const [busy, setBusy] = useState(false);
  const go = (): void => {
    if (chosen === null) return;
    setBusy(true);
    join(one, chosen)
      .then(({ added }) => {
        sayDone(t("topics.joined", { n: added }));
        close();
      }, sayError)
      .finally(() => setBusy(false));
  };
  return (
    <Modal
      open
      title={t("topics.join_title", { name: one.name })}
      okText={t("topics.join")}
      cancelText={t("action.cancel")}
      okButtonProps={{ loading: busy, disabled: chosen === null }}
      onOk={go}
      onCancel={close}
      width={440}
    >
      <p>{t("topics.join_text")}</p>
      <Select
        className={css.wide ?? ""}
        showSearch={{ optionFilterProp: "label" }}
        value={chosen}
        onChange={setChosen}
        options={intents.map((intent) => ({ value: intent.id, label: nameOf(intent) }))}
        aria-label={t("topics.intent")}
        placeholder={t("topics.intent")}
      />
    </Modal>
  );
}

function Acts({ one, edit }: { one: Topic; edit: () => void }) {
  const [joining, setJoining] = useState(false);
  const hide = (): void => {
    putAway(one, !one.hidden).then(() => sayDone(one.hidden ? t("topics.taken_back") : t("topics.put_away")), sayError);
  };
  return (
    <div className={css.acts}>
      <Button size="small" onClick={edit}>
        {t("topics.rename")}
      </Button>
      {one.merged === null && (
        <Button size="small" onClick={() => setJoining(true)}>
          {t("topics.join")}
        </Button>
      )}
      <Button size="small" onClick={hide}>
        {one.hidden ? t("topics.take_back") : t("topics.hide")}
      </Button>
      <OpenRoomHere source={{ kind: "topic", id: one.id, title: one.name }} />
      {joining && <JoinDialog one={one} close={() => setJoining(false)} />}
    </div>
  );
}

/** One topic: what it is called, how it grows, what customers wrote, and what may be done with it. */
export function TopicRow({ one }: { one: Topic }) {
  const may = can(useSession(), "intents.write");
  const [name, setName] = useState<string | null>(null);
  const keep = (): void => {
    const said = name?.trim() ?? "";
    setName(null);
    if (said !== "" && said !== one.name) rename(one, said).then(() => sayDone(t("topics.renamed")), sayError);
  };
  return (
    <li className={one.hidden ? css.away : undefined}>
      <div className={css.head}>
        {name === null ? (
          <h3>{one.name}</h3>
        ) : (
          <Input
            autoFocus
            size="small"
            maxLength={40}
            value={name}
            aria-label={t("topics.rename")}
            onChange={(event) => setName(event.target.value)}
            onPressEnter={keep}
            onBlur={keep}
          />
        )}
        {one.new && <span className={css.new}>{t("topics.new")}</span>}
        {one.hot && <span className={css.hot}>{t("topics.hot", { times: one.growth })}</span>}
        {one.merged !== null && <span className="muted">{t("topics.merged", { name: nameOf(one.merged) })}</span>}
        {one.merged === null && one.like !== null && (
          <span className="muted">{t("topics.like", { name: nameOf(one.like) })}</span>
        )}
      </div>
      <p>
        {one.examples.map((text) => (
          <q key={text}>{text}</q>
        ))}
      </p>
      <div className={css.figures}>
        <Trend one={one} />
        <span>
          <b className="num">{one.size}</b> <small>{t("topics.share", { n: Math.round(one.share * 1000) / 10 })}</small>
        </span>
      </div>
      {may && <Acts one={one} edit={() => setName(one.name)} />}
    </li>
  );
}
