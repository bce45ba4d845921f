import Progress from "antd/es/progress";
import { Download } from "lucide-react";
import type { PrivacyRequest } from "@/api/types";
import { Ago, Tag, serverNow } from "@/design";
import { t, tCode } from "@/i18n";
import { date } from "@/i18n/format";
import { underWay } from "../data";
import css from "./privacy.module.css";

const TONES = { waiting: "amber", running: "amber", done: "green", failed: "red" } as const;

function State({ request }: { request: PrivacyRequest }) {
  const tone = TONES[request.state as keyof typeof TONES] as (typeof TONES)[keyof typeof TONES] | undefined;
  return <Tag {...(tone && { tone })}>{tCode("privacy.state", request.state)}</Tag>;
}

function outcome(request: PrivacyRequest): string {
  if (request.state === "failed") return tCode("errors", request.error ?? "unavailable");
  if (request.state !== "done") return "";
  const { conversations = 0, messages = 0, files = 0 } = request.counts;
  const counted = { conversations, messages, files };
  return request.kind === "export" ? t("privacy.exported", counted) : t("privacy.erased", counted);
}

/** What was asked for, how far it has come, and where a copy is fetched. */
export function Requests({ items }: { items: PrivacyRequest[] }) {
  return (
    <ul className={css.requests}>
      {items.map((request) => (
        <li key={request.id}>
          <div>
            <b>{tCode("privacy.kind", request.kind)}</b> <State request={request} />
            <small>
              {request.asked_by_name} · <Ago at={request.asked_at} /> · …{request.customer_id.slice(-8)}
            </small>
            {underWay(request) && request.total > 0 && (
              <Progress size="small" percent={Math.floor((100 * request.done) / request.total)} />
            )}
            {outcome(request) !== "" && <small>{outcome(request)}</small>}
          </div>
          {request.url !== null && request.expires_at !== null && (
            <a href={request.url} download title={t("privacy.until", { day: date(request.expires_at, serverNow()) })}>
              <Download size={14} aria-hidden />
              {t("privacy.download")}
            </a>
          )}
        </li>
      ))}
    </ul>
  );
}
