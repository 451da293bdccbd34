"use client";

/** The last resort: the layout itself failed, so it brings its own page and no style sheet. */
export default function GlobalError({ retry }: { readonly retry: () => void }) {
  return (
    <html lang="en">
      <body
        style={{ font: "15px/1.5 system-ui, sans-serif", padding: "4rem 1.5rem", maxWidth: "36rem", margin: "auto" }}
      >
        <title>Outturn could not be reached</title>
        <h1 style={{ fontSize: "20px" }}>Outturn could not draw this page</h1>
        <p>The server answered with an error. Its log says why.</p>
        <button type="button" onClick={() => retry()}>
          Try again
        </button>
      </body>
    </html>
  );
}
