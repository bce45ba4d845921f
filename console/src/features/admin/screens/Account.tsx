import { Page } from "@/design";
import { useSession } from "@/features/session";
import { t } from "@/i18n";
import { PasswordForm } from "../parts/PasswordForm";
import { Sessions } from "../parts/Sessions";

/** One's own account: where it is signed in, and its password. */
export function Account() {
  const { user } = useSession();
  return (
    <Page title={t("settings.account")} text={`${user.name} · ${user.email}`}>
      <Sessions />
      <PasswordForm email={user.email} />
    </Page>
  );
}
