import { act, cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import Modal from "antd/es/modal";
import { useState } from "react";
import { afterEach, expect, it } from "vitest";
import { returnFocus } from "@/design/focus";

afterEach(cleanup);

function Place() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        open
      </button>
      {open && (
        <Modal open footer={null} transitionName="" maskTransitionName="" onCancel={() => setOpen(false)}>
          <input aria-label="field" />
        </Modal>
      )}
    </>
  );
}

it("goes back to what opened a dialog when the dialog has gone", async () => {
  const stop = returnFocus();
  render(<Place />);
  const opener = screen.getByRole("button", { name: "open" });
  act(() => opener.focus());
  fireEvent.click(opener);
  const field = await screen.findByLabelText("field");
  act(() => field.focus());
  expect(document.activeElement).toBe(field);
  fireEvent.click(screen.getByRole("button", { name: "Close" }));
  await waitFor(() => expect(screen.queryByLabelText("field")).toBeNull());
  await waitFor(() => expect(document.activeElement).toBe(opener));
  stop();
});
