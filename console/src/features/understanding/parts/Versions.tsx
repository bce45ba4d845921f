import { GraduationCap } from "lucide-react";
import type { IntentVersion, IntentVersionState, IntentsPage } from "@/api/types";
import { Ago, Bones, Empty, Failed, Tag } from "@/design";
import { t, tCode } from "@/i18n";
import { useVersions } from "../data";
import { percent, whoOf } from "../words";
import { VersionView } from "./VersionView";
import css from "./understanding.module.css";

const TONES: Partial<Record<IntentVersionState, "amber" | "green" | "red" | "brand">> = {
  waiting: "amber",
  running: "amber",
  failed: "red",
  draft: "brand",
  published: "green",
};

export function StateTag({ state }: { state: IntentVersionState }) {
  const tone = TONES[state];
  return <Tag {...(tone && { tone })}>{tCode("intents_state", state)}</Tag>;
}

function Line({ one, here, show }: { one: IntentVersion; here: boolean; show: () => void }) {
  return (
    <li>
      <button type="button" aria-current={here || undefined} onClick={show}>
        <span className={css.lineTop}>
          <b>{t("intents.version", { number: one.number })}</b>
          <StateTag state={one.state} />
        </span>
        <small className="muted">
          {one.figures !== null && <>{percent(one.figures.accuracy)} · </>}
          {whoOf(one.asked_by_name)} · <Ago at={one.asked_at} />
        </small>
      </button>
    </li>
  );
}

/** Trainings and what came of them, the latest first; one of them in full. */
export function Versions({
  page,
  may,
  here,
  show,
}: {
  page: IntentsPage;
  may: boolean;
  here: string | null;
  show: (id: string) => void;
}) {
  const query = useVersions();
  if (query.isError && query.data === undefined)
    return <Failed error={query.error} retry={() => void query.refetch()} />;
  if (query.data === undefined) return <Bones rows={6} />;
  const { items, models } = query.data;
  const shown = items.find((one) => one.id === here) ?? items[0];
  if (shown === undefined)
    return (
      <Empty
        icon={<GraduationCap size={20} aria-hidden />}
        title={t("intents.no_versions")}
        text={t("intents.no_versions_hint")}
      />
    );
  return (
    <div className={css.split}>
      <nav aria-label={tCode("intents_place", "versions")}>
        <ul className={css.list}>
          {items.map((one) => (
            <Line key={one.id} one={one} here={one.id === shown.id} show={() => show(one.id)} />
          ))}
        </ul>
        <small className="muted">{t("intents.models_kept", { count: models })}</small>
      </nav>
      <VersionView key={shown.id} id={shown.id} all={items} page={page} may={may} />
    </div>
  );
}
