/** Someone is writing: three dots in a bubble of theirs. */
export function TypingDots() {
  return (
    <div aria-hidden className="mt-2.5 flex">
      <span className="bubble-tail-theirs relative flex gap-1 rounded-bubble rounded-tl-none bg-bubble-in px-3.5 py-3 shadow-1">
        {[0, 150, 300].map((delay) => (
          <span
            key={delay}
            className="size-1.75 animate-dot rounded-full bg-bubble-in-meta"
            style={{ animationDelay: `${delay}ms` }}
          />
        ))}
      </span>
    </div>
  );
}
