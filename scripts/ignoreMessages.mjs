import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';

/**
 * Keeps Stryker from changing the words of an error's message, the first argument of `new SomeError`: tests ask for
 * what a caller can act on, its code and the values that it names, and not for each word.
 */
export const strykerPlugins = [
  declareValuePlugin(PluginKind.Ignore, 'messages', {
    shouldIgnore({ node, parent, key, listKey }) {
      const isMessage =
        listKey === 'arguments' &&
        key === 0 &&
        parent.type === 'NewExpression' &&
        parent.callee.name?.endsWith('Error') &&
        /Literal$/.test(node.type);
      return isMessage ? 'the words of a message' : undefined;
    },
  }),
];
