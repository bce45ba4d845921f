import Button from "antd/es/button";
import Input from "antd/es/input";
import type { Review, Verdict, Why } from "@/api/types";
import { linkTo } from "@/design";
import { Markdown } from "@/features/conversations";
import { t, tCode } from "@/i18n";
import { exact } from "@/i18n/format";
import { VERDICTS, WHYS, unstarred } from "../reviews";
import css from "./reviews.module.css";

function Sources({ one }: { one: Review }) {
  if (one.sources.length === 0) return <p className="muted">{t("reviews.no_source")}</p>;
  return one.sources.map((source) => (
    <div key={source.id} className={css.source}>
      <a {...linkTo(`/knowledge/${source.id}`)}>{source.title}</a>
      <div className={css.passage}>
        {source.passage === "" ? t("reviews.no_passage") : <Markdown text={source.passage} />}
      </div>
    </div>
  ));
}

interface Props {
  one: Review;
  /** wrong and of no help want a reason: what was pressed first */
  asked: Verdict | null;
  note: string;
  setNote: (note: string) => void;
  ask: (verdict: Verdict) => void;
  say: (verdict: Verdict | null, why: Why | null) => void;
}

/** One answer: what was asked, what was said, on what it stands, and whether it was right. */
export function ReviewCard({ one, asked, note, setNote, ask, say }: Props) {
  return (
    <article className={css.card} aria-label={t("reviews.answer")}>
      <div className={css.foot}>
        <span>{exact(one.at)}</span>
        <span>{tCode("bot_board.mean", one.means)}</span>
        {one.sampled && <span>{t("reviews.sampled")}</span>}
        {one.disliked && <span>{t("reviews.disliked")}</span>}
        <a {...linkTo(`/desk/${one.conversation_id}?view=all`)}>{t("reviews.talk")}</a>
      </div>
      <h2>{t("reviews.question")}</h2>
      <p className={css.words}>{one.question}</p>
      <h2>{t("reviews.answer")}</h2>
      <div className={css.said}>
        <Markdown text={unstarred(one.answer)} />
      </div>
      <h2>{t("reviews.source")}</h2>
      <Sources one={one} />
      {one.verdict === null ? (
        <>
          <Input
            className={css.note}
            value={note}
            maxLength={400}
            placeholder={t("reviews.note")}
            aria-label={t("reviews.note")}
            onChange={(event) => setNote(event.target.value)}
          />
          <div className={css.verdicts}>
            {VERDICTS.map((verdict, at) => (
              <Button
                key={verdict}
                type={asked === verdict ? "primary" : "default"}
                onClick={() => (verdict === "right" ? say(verdict, null) : ask(verdict))}
              >
                {tCode("reviews.verdict", verdict)} <kbd>{at + 1}</kbd>
              </Button>
            ))}
          </div>
          {asked !== null && asked !== "right" && (
            <div className={css.whys} role="group" aria-label={t("reviews.why_title")}>
              <span className="muted">{t("reviews.why_title")}</span>
              {WHYS.map((why) => (
                <Button key={why} size="small" onClick={() => say(asked, why)}>
                  {tCode("reviews.why", why)}
                </Button>
              ))}
            </div>
          )}
        </>
      ) : (
        <div className={css.verdicts}>
          <b>{tCode("reviews.verdict", one.verdict)}</b>
          {one.why !== null && <span>{tCode("reviews.why", one.why)}</span>}
          {one.note !== "" && <span className="muted">{one.note}</span>}
          <span className="muted">
            {one.by_name} {one.judged_at !== null && exact(one.judged_at)}
          </span>
          <Button size="small" onClick={() => say(null, null)}>
            {t("reviews.undo")}
          </Button>
        </div>
      )}
    </article>
  );
}
