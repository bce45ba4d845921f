import Button from "antd/es/button";
import { ShieldCheck } from "lucide-react";
import { Bones, Empty, Failed, Page } from "@/design";
import { t } from "@/i18n";
import { useRequests, useRetention } from "../data";
import { Requests } from "../parts/Requests";
import { RetentionForm } from "../parts/RetentionForm";
import css from "../parts/privacy.module.css";

function Kept() {
  const query = useRetention();
  return (
    <section className={css.part}>
      <h3>{t("privacy.retention")}</h3>
      <p>{t("privacy.retention_text")}</p>
      {query.isPending && <Bones rows={3} />}
      {query.isError && query.data === undefined && <Failed error={query.error} retry={() => void query.refetch()} />}
      {query.data !== undefined && <RetentionForm key={JSON.stringify(query.data)} kept={query.data} />}
    </section>
  );
}

function Asked() {
  const query = useRequests();
  const items = query.data?.pages.flatMap((page) => page.items);
  return (
    <section className={css.part}>
      <h3>{t("privacy.requests")}</h3>
      <p>{t("privacy.requests_text")}</p>
      {query.isPending && <Bones rows={3} />}
      {query.isError && items === undefined && <Failed error={query.error} retry={() => void query.refetch()} />}
      {items?.length === 0 && (
        <Empty
          icon={<ShieldCheck size={20} aria-hidden />}
          title={t("privacy.no_requests")}
          text={t("privacy.no_requests_hint")}
        />
      )}
      {items !== undefined && items.length > 0 && <Requests items={items} />}
      {query.hasNextPage && (
        <div className={css.more}>
          <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t("action.more")}
          </Button>
        </div>
      )}
    </section>
  );
}

/** How long the house keeps what, and what customers have asked about their own data. */
export function Privacy() {
  return (
    <Page title={t("settings.privacy")} text={t("privacy.text")}>
      <Kept />
      <Asked />
    </Page>
  );
}
