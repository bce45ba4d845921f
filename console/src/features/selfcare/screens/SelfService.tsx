import { useState } from "react";
import { Bones, Failed, Page } from "@/design";
import { t } from "@/i18n";
import { useHelpPage } from "../data";
import { Figures } from "../parts/Figures";
import { PageForm } from "../parts/PageForm";
import { Places } from "../parts/Places";
import css from "../parts/selfcare.module.css";

/** The page on which customers help themselves: what it shows, where it is, and how it does. */
export function SelfService() {
  const query = useHelpPage();
  const [drawn, setDrawn] = useState(0);
  if (query.isPending) return <Bones rows={8} />;
  if (query.data === undefined) return <Failed error={query.error} retry={() => void query.refetch()} />;
  const state = query.data;
  return (
    <Page title={t("settings.selfcare")} text={t("selfcare.text")}>
      <div className={css.split}>
        <PageForm state={state} saved={() => setDrawn((n) => n + 1)} />
        <Places state={state} drawn={drawn} />
      </div>
      <Figures />
    </Page>
  );
}
