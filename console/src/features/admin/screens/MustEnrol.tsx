import Button from "antd/es/button";
import { LogOut } from "lucide-react";
import { Page, sayError } from "@/design";
import { askSession, signOut } from "@/features/session";
import { t } from "@/i18n";
import { useFactor } from "../data";
import { SecondFactor } from "../parts/SecondFactor";

/** The house asks this person for a second factor: nothing else is open until it is set up. */
export function MustEnrol({ name }: { name: string }) {
  const factor = useFactor();
  const leave = (
    <Button icon={<LogOut size={14} aria-hidden />} onClick={() => void signOut().catch(sayError)}>
      {t("session.sign_out")}
    </Button>
  );
  return (
    <Page title={t("factor.must", { name })} text={t("factor.must_text")} action={leave}>
      <SecondFactor />
      {factor.data?.since && (
        <Button type="primary" onClick={() => void askSession()}>
          {t("factor.enter")}
        </Button>
      )}
    </Page>
  );
}
