import Button from "antd/es/button";
import { Download } from "lucide-react";
import { useState } from "react";
import type { ArchiveKind } from "@/api/types";
import { Bones, Failed, Page } from "@/design";
import { t } from "@/i18n";
import { archiveAddress, useKinds } from "../archive";
import { ImportPart } from "../parts/archive/ImportPart";
import { KindBoxes } from "../parts/archive/KindBoxes";
import css from "../parts/settings.module.css";

function ExportPart({ kinds }: { kinds: ArchiveKind[] }) {
  const [chosen, setChosen] = useState(() => kinds.map(({ kind }) => kind));
  const some = chosen.length > 0;
  return (
    <section className={css.part}>
      <header>
        <div>
          <h3>{t("archive.export")}</h3>
          <p>{t("archive.export_text")}</p>
        </div>
      </header>
      <KindBoxes kinds={kinds} chosen={chosen} choose={setChosen} />
      <Button
        type="primary"
        disabled={!some}
        icon={<Download size={14} aria-hidden />}
        {...(some ? { href: archiveAddress(chosen), download: true } : {})}
      >
        {t("archive.download")}
      </Button>
    </section>
  );
}

/** What the house has set up: to a file, and from one. */
export function Archive() {
  const query = useKinds();
  return (
    <Page title={t("settings.archive")} text={t("archive.text")}>
      {query.isPending && <Bones rows={8} />}
      {query.isError && query.data === undefined && <Failed error={query.error} retry={() => void query.refetch()} />}
      {query.data !== undefined && (
        <>
          <ExportPart kinds={query.data} />
          <ImportPart allowed={query.data.map(({ kind }) => kind)} />
        </>
      )}
    </Page>
  );
}
