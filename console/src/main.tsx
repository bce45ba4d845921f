import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import "./design/base.css";
import { startTheme } from "./design/theme";
import { preferredLocale, setLocale } from "./i18n";

startTheme();
void setLocale(preferredLocale()).then(() => {
  const root = document.getElementById("root");
  if (root !== null) createRoot(root).render(<App />);
});
