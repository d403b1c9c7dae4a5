import { lexer, type Token, type Tokens } from 'marked';
import { Fragment, type ReactNode } from 'react';

/** Blocks of Markdown as elements. Raw HTML is shown as the text it is, and nothing is ever set as HTML. */
export function Markdown({ text }: { text: string }) {
  return <>{all(lexer(text), block)}</>;
}

const all = (tokens: readonly Token[] | undefined, draw: (token: Token) => ReactNode): ReactNode =>
  // biome-ignore lint/suspicious/noArrayIndexKey: a parsed text never changes its order.
  (tokens ?? []).map((token, index) => <Fragment key={index}>{draw(token)}</Fragment>);

function block(token: Token): ReactNode {
  switch (token.type) {
    case 'heading':
      return <h3>{all(token.tokens, inline)}</h3>;
    case 'paragraph':
      return <p>{all(token.tokens, inline)}</p>;
    case 'list': {
      const { ordered, items } = token as Tokens.List;
      const List = ordered ? 'ol' : 'ul';
      return (
        <List>
          {items.map((item) => (
            <li key={item.raw}>{all(item.tokens, block)}</li>
          ))}
        </List>
      );
    }
    case 'space':
      return null;
    default:
      return inline(token);
  }
}

function inline(token: Token): ReactNode {
  switch (token.type) {
    case 'strong':
      return <b>{all(token.tokens, inline)}</b>;
    case 'em':
      return <em>{all(token.tokens, inline)}</em>;
    case 'codespan':
      return <kbd className="key">{token.text}</kbd>;
    case 'text':
      return token.tokens ? all(token.tokens, inline) : token.text;
    case 'escape':
      return token.text;
    default:
      return token.raw;
  }
}
