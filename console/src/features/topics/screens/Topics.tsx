import Checkbox from "antd/es/checkbox";
import { MessagesSquare } from "lucide-react";
import { useState } from "react";
import { Bones, Empty, Failed, Page } from "@/design";
import { Places } from "@/features/insight";
import { t } from "@/i18n";
import { useTopics } from "../data";
import { TopicRow } from "../parts/TopicRow";
import css from "../parts/topics.module.css";

/** What customers wrote about in the last seven days, found without being taught. */
export function Topics() {
  const [hidden, setHidden] = useState(false);
  const query = useTopics(hidden);
  const page = query.data;
  return (
    <Page title={<Places here="topics" />} text={t("topics.text")}>
      <div className={css.bar}>
        <span className="muted">{page !== undefined && t("topics.of", { n: page.messages })}</span>
        <Checkbox checked={hidden} onChange={(event) => setHidden(event.target.checked)}>
          {t("topics.with_hidden")}
        </Checkbox>
      </div>
      {query.isPending && <Bones rows={8} />}
      {query.isError && page === undefined && <Failed error={query.error} retry={() => void query.refetch()} />}
      {page?.items.length === 0 && (
        <Empty icon={<MessagesSquare size={20} aria-hidden />} title={t("topics.none")} text={t("topics.none_hint")} />
      )}
      {page !== undefined && page.items.length > 0 && (
        <ul className={css.list}>
          {page.items.map((one) => (
            <TopicRow key={one.id} one={one} />
          ))}
        </ul>
      )}
    </Page>
  );
}
