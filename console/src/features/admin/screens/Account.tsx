import { Page } from "@/design";
import { useSession } from "@/features/session";
import { Checklist } from "@/features/setup";
import { t } from "@/i18n";
import { PasswordForm } from "../parts/PasswordForm";
import { SecondFactor } from "../parts/SecondFactor";
import { Sessions } from "../parts/Sessions";

/** One's own account: where it is signed in, its second factor, and its password. */
export function Account() {
  const { user } = useSession();
  return (
    <Page title={t("settings.account")} text={`${user.name} · ${user.email}`}>
      <Checklist />
      <Sessions />
      <SecondFactor />
      <PasswordForm email={user.email} />
    </Page>
  );
}
