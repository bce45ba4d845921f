import { Quote, Star } from "lucide-react";
import type { AnsweredSurvey, Detail, Reason } from "@/api/types";
import { Tag } from "@/design";
import { Section } from "@/features/customers";
import { usePeople } from "@/features/people";
import { ConversationTurns } from "@/features/model";
import { ConversationIntent } from "@/features/understanding";
import { named, t, tCode } from "@/i18n";
import { hostOf, visitOf } from "../../context";
import { useOpened } from "../../detail";
import { Links } from "./Links";
import { Tags } from "./Tags";
import css from "./about.module.css";

function wordOf(reasons: Reason[], code: string): string {
  const found = reasons.find((reason) => reason.code === code);
  return found === undefined ? tCode("outcome", code) : named(found);
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Stars({ score }: { score: number }) {
  const words = t("customer.stars", { score });
  return (
    <span className={css.stars} data-low={score <= 2 || undefined} role="img" aria-label={words} title={words}>
      {[1, 2, 3, 4, 5].map((star) => (
        <Star key={star} size={14} aria-hidden data-on={star <= score || undefined} />
      ))}
      <b className="num" aria-hidden>
        {words}
      </b>
    </span>
  );
}

/** What they answered, in the words of what they were asked then. */
function Survey({ survey }: { survey: AnsweredSurvey }) {
  return (
    <Fact name={t("about.survey")}>
      <span title={named(survey.question)}>
        {survey.scale === "yes_no" ? (
          <Tag tone={survey.score > 3 ? "green" : "red"}>
            {named(survey.question)} {survey.score > 3 ? t("survey.yes") : t("survey.no")}
          </Tag>
        ) : (
          <Stars score={survey.score} />
        )}
      </span>
      {survey.reasons.length > 0 && (
        <span className={css.tags}>
          {survey.reasons.map((reason) => (
            <Tag key={reason.code}>{named(reason)}</Tag>
          ))}
        </span>
      )}
      {survey.comment !== "" && (
        <blockquote>
          <Quote size={12} aria-hidden />
          {survey.comment}
        </blockquote>
      )}
    </Fact>
  );
}

function Outcome({ detail }: { detail: Detail }) {
  const close = usePeople((state) => state.reasons.close);
  const wrapUp = usePeople((state) => state.reasons.wrap_up);
  return (
    <>
      {detail.close_reason !== null && <Fact name={t("about.closed")}>{wordOf(close, detail.close_reason)}</Fact>}
      {detail.codes.length > 0 && (
        <Fact name={t("close.codes")}>
          <span className={css.tags}>
            {detail.codes.map((code) => (
              <Tag key={code}>{wordOf(wrapUp, code)}</Tag>
            ))}
          </span>
        </Fact>
      )}
    </>
  );
}

/** This conversation in the panel: what it is about, where the customer came from, and what became of it. */
export function About({ id }: { id: string }) {
  return (
    <>
      <ConversationIntent key={`intent-${id}`} id={id} />
      <ConversationTurns key={`turns-${id}`} id={id} />
      <Tags key={id} id={id} />
      <Links key={`links-${id}`} id={id} />
      <Visit id={id} />
    </>
  );
}

/** Nothing known, nothing shown. */
function Visit({ id }: { id: string }) {
  const { detail } = useOpened(id);
  if (detail === undefined) return null;
  const { page, referrer, facts } = visitOf(detail.context);
  const empty = page === null && referrer === "" && facts.length === 0;
  if (empty && detail.survey === null && detail.close_reason === null && detail.codes.length === 0) return null;
  return (
    <Section name="about" title={t("about.title")}>
      <dl className={css.facts}>
        {detail.survey !== null && <Survey survey={detail.survey} />}
        <Outcome detail={detail} />
        {page !== null && (
          <Fact name={t("about.page")}>
            <a href={page.url} title={page.url} target="_blank" rel="noopener noreferrer nofollow">
              {page.title}
            </a>
          </Fact>
        )}
        {referrer !== "" && (
          <Fact name={t("about.referrer")}>
            <span title={referrer}>{hostOf(referrer)}</span>
          </Fact>
        )}
        {facts.map(({ key, value }) => (
          <Fact key={key} name={tCode("context", key)}>
            {value}
          </Fact>
        ))}
      </dl>
    </Section>
  );
}
