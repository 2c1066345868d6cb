/** Patterns and fillers of the made-up answers; `{name}` is replaced by one of the words of that name. */
export interface SentencePatterns {
  /** The first sentence; `{topic}` is replaced at answer time. */
  readonly openings: readonly string[];
  readonly patterns: readonly string[];
  readonly words: Readonly<Record<string, readonly string[]>>;
}

export const english: SentencePatterns = {
  openings: [
    'In short, {topic} comes down to three points.',
    'The question about {topic} has a clear answer.',
    'Here is a summary of {topic}.',
    'Regarding {topic}, the essentials are these.',
    'Let us look at {topic} step by step.',
    'There is more to {topic} than it seems at first.',
  ],
  patterns: [
    ' The {adjective} {noun} {verb} the {noun2} without changing the {noun3}.',
    ' In practice, {people} {plural} a {adjective} {noun} before they rely on the {noun2}.',
    ' This matters because the {noun} depends on the {adjective} {noun2}.',
    ' A {adjective} {noun} usually {verb} the {noun2}, and that is why the {noun3} stays small.',
    ' For example, {people} often {plural} the {noun} only after the {noun2} has settled.',
    ' However, the {noun} is {adjective}, so the {noun2} should be checked twice.',
    ' Most {people} find that a {adjective} {noun} is worth its cost.',
    ' As a result, the {noun} {verb} every {noun2} within a few days.',
    ' If the {noun} fails, the {adjective} {noun2} still {verb} the {noun3}.',
    ' It is best to start with the {noun} and to leave the {noun2} for later.',
  ],
  words: {
    adjective: [
      'simple',
      'reliable',
      'shared',
      'recent',
      'larger',
      'careful',
      'local',
      'well-known',
      'common',
      'precise',
    ],
    noun: [
      'method',
      'process',
      'report',
      'model',
      'network',
      'contract',
      'plan',
      'system',
      'market',
      'design',
    ],
    noun2: [
      'result',
      'schedule',
      'budget',
      'measurement',
      'source',
      'demand',
      'structure',
      'sample',
      'price',
      'team',
    ],
    noun3: [
      'risk',
      'outcome',
      'delay',
      'error',
      'effort',
      'distance',
      'load',
      'balance',
      'waste',
      'difference',
    ],
    verb: [
      'improves',
      'supports',
      'describes',
      'limits',
      'replaces',
      'explains',
      'protects',
      'changes',
      'confirms',
      'follows',
    ],
    plural: [
      'compare',
      'prepare',
      'review',
      'measure',
      'choose',
      'document',
      'repeat',
      'test',
      'share',
      'adjust',
    ],
    people: [
      'engineers',
      'teachers',
      'researchers',
      'customers',
      'planners',
      'readers',
      'analysts',
      'farmers',
    ],
  },
};

export const chinese: SentencePatterns = {
  openings: [
    '关于{topic}，可以从三个方面来看。',
    '简单来说，{topic}的要点如下。',
    '下面对{topic}作一个总结。',
    '{topic}这个问题有明确的答案。',
  ],
  patterns: [
    '{adjective}的{noun}能够{verb}{noun2}，而不会影响{noun3}。',
    '在实践中，{people}通常先{verb}{noun}，再处理{noun2}。',
    '这一点很重要，因为{noun}取决于{adjective}的{noun2}。',
    '例如，{people}往往在{noun2}稳定之后才{verb}{noun}。',
    '不过，{noun}比较{adjective}，因此{noun2}需要再次确认。',
    '因此，{noun}在几天之内就能{verb}{noun2}。',
    '如果{noun}出现问题，{adjective}的{noun2}仍然可以{verb}{noun3}。',
    '最好从{noun}开始，把{noun2}留到后面。',
  ],
  words: {
    adjective: ['简单', '可靠', '常见', '精确', '稳定', '灵活', '完整', '合理'],
    noun: ['方法', '流程', '报告', '模型', '网络', '合同', '计划', '系统', '市场', '设计'],
    noun2: ['结果', '预算', '数据', '需求', '结构', '样本', '价格', '团队'],
    noun3: ['风险', '误差', '成本', '进度', '质量', '平衡'],
    verb: ['改善', '支持', '说明', '限制', '替代', '解释', '保护', '验证'],
    people: ['工程师', '老师', '研究人员', '客户', '读者', '分析师'],
  },
};

export const englishReasoning: SentencePatterns = {
  openings: [
    'We need to answer the user about {topic}.',
    'The user asks about {topic}.',
    'Okay, so this is about {topic}.',
  ],
  patterns: [
    ' First, consider the {noun} and the {noun2}.',
    ' Hmm, the {noun} might be {adjective}.',
    ' We should {plural} the {noun} before the {noun2}.',
    ' That means the {noun} {verb} the {noun2}.',
    ' So the answer should mention the {adjective} {noun} and the {noun3}.',
    ' Wait, the {noun2} could also change the {noun3}.',
  ],
  words: english.words,
};

export const chineseReasoning: SentencePatterns = {
  openings: ['用户问的是{topic}。', '我们需要回答关于{topic}的问题。', '好，这个问题与{topic}有关。'],
  patterns: [
    '首先考虑{noun}和{noun2}。',
    '也许{noun}比较{adjective}。',
    '这意味着{noun}会{verb}{noun2}。',
    '所以回答应当提到{noun}和{noun3}。',
  ],
  words: chinese.words,
};
