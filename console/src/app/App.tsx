import { QueryClientProvider } from "@tanstack/react-query";
import AntdApp from "antd/es/app";
import ConfigProvider from "antd/es/config-provider";
import { Suspense, lazy, useEffect, useMemo, useSyncExternalStore } from "react";
import { queries } from "@/api/query";
import { Failed, setToast, useRoute, useStore } from "@/design";
import { returnFocus } from "@/design/focus";
import { antdTheme, themeDark } from "@/design/theme";
import { SignIn, Welcome, askSession, useDoor } from "@/features/session";
import { componentWords, locale, subscribeLocale } from "@/i18n";

const Inside = lazy(() => import("./Inside"));
const Begin = lazy(async () => ({ default: (await import("@/features/setup")).Begin }));
const Display = lazy(async () => ({ default: (await import("@/features/insight")).Display }));

/** Hands antd's message to code outside components. */
function Toaster() {
  const { message } = AntdApp.useApp();
  useEffect(() => setToast(message), [message]);
  return null;
}

/** A big screen has a link instead of somebody who signs in. */
function Outer() {
  const token = useRoute().path[0] === "wall" ? location.hash.slice(1) : "";
  if (token === "") return <Gate />;
  return (
    <Suspense fallback={null}>
      <Display token={token} />
    </Suspense>
  );
}

function Gate() {
  const door = useDoor();
  const [first] = useRoute().path;
  useEffect(() => {
    void askSession();
  }, []);
  if (first === "welcome") return <Welcome />;
  if (first === "setup" && location.hash.length > 1)
    return (
      <Suspense fallback={null}>
        <Begin />
      </Suspense>
    );
  switch (door.at) {
    case "asking":
      return null;
    case "unreachable":
      return <Failed error={door.error} retry={() => void askSession()} />;
    case "outside":
      return <SignIn expired={door.expired} />;
    case "inside":
      return (
        <Suspense fallback={null}>
          <Inside key={door.session.user.id} session={door.session} />
        </Suspense>
      );
  }
}

export function App() {
  const night = useStore(themeDark);
  const language = useSyncExternalStore(subscribeLocale, locale);
  useEffect(returnFocus, []);
  const theme = useMemo(() => antdTheme(night), [night]);
  return (
    <ConfigProvider theme={theme} locale={componentWords()} button={{ autoInsertSpace: false }}>
      <AntdApp component={false} message={{ maxCount: 3, top: 56 }}>
        <QueryClientProvider client={queries}>
          <Toaster />
          <Outer key={language} />
        </QueryClientProvider>
      </AntdApp>
    </ConfigProvider>
  );
}
