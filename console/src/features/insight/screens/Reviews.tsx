import Button from "antd/es/button";
import Segmented from "antd/es/segmented";
import Select from "antd/es/select";
import { ClipboardCheck } from "lucide-react";
import { useState } from "react";
import type { Review, ReviewState, Verdict, Why } from "@/api/types";
import { Bones, Empty, Failed, editing, linkTo, sayError, useKeys } from "@/design";
import { t, tCode } from "@/i18n";
import { Places } from "../parts/Places";
import { ReviewCard } from "../parts/ReviewCard";
import css from "../parts/insight.module.css";
import own from "../parts/reviews.module.css";
import { CHOICES, VERDICTS, following, judge, moved, setPerDay, useReviewRules, useReviews } from "../reviews";

function PerDay() {
  const rules = useReviewRules();
  if (rules.data === undefined) return null;
  const kept = rules.data.per_day;
  const choices = [...new Set([...CHOICES, kept])].toSorted((a, b) => a - b);
  return (
    <Select
      aria-label={t("reviews.per_day_title")}
      value={kept}
      options={choices.map((value) => ({ value, label: t("reviews.per_day", { count: value }) }))}
      onChange={(count: number) => void setPerDay(count).catch(sayError)}
    />
  );
}

function Queue({ shown }: { shown: ReviewState }) {
  const found = useReviews(shown);
  const [picked, setPicked] = useState<string | null>(null);
  const [asked, setAsked] = useState<Verdict | null>(null);
  const [note, setNote] = useState("");
  const [last, setLast] = useState<Review | null>(null);
  const items = found.data?.pages.flatMap((page) => page.items) ?? [];
  const ids = items.map((one) => one.id);
  const one = items.find((item) => item.id === picked) ?? items[0];
  const pick = (id: string | null): void => {
    setPicked(id);
    setAsked(null);
    setNote("");
  };
  const say = (about: Review, verdict: Verdict | null, why: Why | null, note: string): void => {
    const next = following(ids, about.id);
    void judge(about, verdict, why, note).then((done) => {
      setLast(verdict === null ? null : done);
      pick(verdict === null && shown === "waiting" ? about.id : next);
    }, sayError);
  };
  useKeys((event) => {
    if (editing(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase();
    const verdict = VERDICTS[Number(key) - 1];
    if (key === "j" || key === "k") pick(moved(ids, one?.id ?? null, key === "j" ? 1 : -1));
    else if (key === "u" && last !== null) say(last, null, null, "");
    else if (verdict !== undefined && one?.verdict === null)
      if (verdict === "right") say(one, verdict, null, note);
      else setAsked(verdict);
    else return;
    event.preventDefault();
  });
  if (found.isPending) return <Bones rows={8} height={18} />;
  if (found.isError) return <Failed error={found.error} retry={() => void found.refetch()} />;
  return (
    <>
      {last !== null && (
        <p className={css.definition}>
          {t("reviews.done", { verdict: last.verdict === null ? "" : tCode("reviews.verdict", last.verdict) })}{" "}
          <Button size="small" onClick={() => say(last, null, null, "")}>
            {t("reviews.undo")} <kbd>U</kbd>
          </Button>
        </p>
      )}
      {one === undefined ? (
        <Empty
          icon={<ClipboardCheck size={20} aria-hidden />}
          title={tCode("reviews.empty", shown)}
          text={t("reviews.empty_hint")}
        />
      ) : (
        <div className={own.page}>
          <nav className={own.list} aria-label={t("reviews.title")}>
            {items.map((item) => (
              <button
                key={item.id}
                type="button"
                className={own.item}
                aria-current={item.id === one.id}
                onClick={() => pick(item.id)}
              >
                <span className="cut">{item.question}</span>
                <span className={own.foot}>
                  <span>{tCode("bot_board.mean", item.means)}</span>
                  {item.disliked && <span>{t("reviews.disliked")}</span>}
                  {item.verdict !== null && <span>{tCode("reviews.verdict", item.verdict)}</span>}
                </span>
              </button>
            ))}
            {found.hasNextPage && (
              <Button block type="text" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
                {t("action.more")}
              </Button>
            )}
          </nav>
          <ReviewCard
            key={`${one.id} ${one.version}`}
            one={one}
            asked={asked}
            ask={setAsked}
            note={note}
            setNote={setNote}
            say={(verdict, why) => say(one, verdict, why, verdict === null ? "" : note)}
          />
        </div>
      )}
    </>
  );
}

/** The bot's answers that wait for somebody to say whether they were right. */
export function Reviews() {
  const [shown, setShown] = useState<ReviewState>("waiting");
  return (
    <div className={css.page}>
      <header className={css.head}>
        <h1>{t("reviews.title")}</h1>
        <Places here="bot" />
        <span className={css.fill} />
        <PerDay />
        <Button {...linkTo("/insight/bot")}>{t("reviews.back")}</Button>
      </header>
      <div className={css.bar}>
        <Segmented<ReviewState>
          aria-label={t("reviews.shown")}
          value={shown}
          onChange={setShown}
          options={(["waiting", "judged"] as const).map((value) => ({
            value,
            label: tCode("reviews.state", value),
          }))}
        />
        <span className="muted">{t("reviews.keys")}</span>
      </div>
      <Queue key={shown} shown={shown} />
    </div>
  );
}
