import Button from "antd/es/button";
import { FlaskConical, Plus } from "lucide-react";
import { Bones, Empty, Failed, go } from "@/design";
import { can, useSession } from "@/features/session";
import { t } from "@/i18n";
import { Places } from "../parts/Places";
import css from "../parts/insight.module.css";
import { Study } from "../parts/whatif/Study";
import { WhatIfForm } from "../parts/whatif/WhatIfForm";
import { WhatIfList } from "../parts/whatif/WhatIfList";
import own from "../parts/whatif/whatif.module.css";
import { NEW, PLACE, isGoing, useWhatIfs } from "../whatIf";

/** The sandbox: the house, or a world of the library, met by an event in several ways; simulated, compared and kept. */
export function WhatIf({ id }: { id: string | null }) {
  const query = useWhatIfs();
  const may = can(useSession(), "insight.manage");
  const found = query.data;
  const going = found?.items.filter(isGoing).length ?? 0;
  const full =
    found !== undefined && going >= found.at_once ? t("errors.too_many_what_ifs", { max: found.at_once }) : null;
  const begin = (
    <Button type="primary" icon={<Plus size={14} aria-hidden />} onClick={() => go(`${PLACE}/${NEW}`)}>
      {t("what_if.new")}
    </Button>
  );
  return (
    <div className={css.page}>
      <header className={css.head}>
        <h1>{t("insight.title")}</h1>
        <Places here="what-if" />
        <span className={css.fill} />
        {may && id !== NEW && found !== undefined && found.items.length > 0 && begin}
      </header>
      {query.isError && found === undefined && <Failed error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <Bones rows={8} height={18} />}
      {found?.items.length === 0 && id === null && (
        <Empty
          icon={<FlaskConical size={20} aria-hidden />}
          title={t("what_if.none")}
          text={t("what_if.none_hint")}
          action={may ? begin : undefined}
        />
      )}
      {found !== undefined && (found.items.length > 0 || id !== null) && (
        <div className={found.items.length > 0 ? own.split : undefined}>
          {found.items.length > 0 && (
            <nav aria-label={t("what_if.studies")}>
              <WhatIfList items={found.items} here={id} />
            </nav>
          )}
          <div>
            {id === null && <Empty icon={<FlaskConical size={20} aria-hidden />} title={t("what_if.choose")} />}
            {id === NEW && may && <WhatIfForm library={found.library} full={full} days={found.days} />}
            {id === NEW && !may && <Empty title={t("what_if.may_not")} />}
            {id !== null && id !== NEW && <Study key={id} id={id} may={may} library={found.library} />}
          </div>
        </div>
      )}
    </div>
  );
}
