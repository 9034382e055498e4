import type { LanguageName } from "./language-of.ts";

/**
 * What becomes of a node in an outline.
 * - `import`: whole; neighbours share a line
 * - `head`: up to its body
 * - `container`: up to its body, then what the body declares
 * - `whole`: all of it, cut where it is long
 * - `value`: like whole, but never into a function's body
 * - `call`: a call whose last argument is a function with declarations of its own (`describe("…", () => {`)
 * - `wrapper`: belongs to the declaration in it (`export`, decorators, `template <…>`)
 * - `through`: says nothing itself, but what it holds is looked at
 */
export type HeadRule = "import" | "head" | "container" | "whole" | "value" | "call" | "wrapper" | "through";
export type HeadRules = Readonly<Record<string, HeadRule>>;

/** Nodes that are the body of a declaration where the grammar has no field `body` for it. */
export const bodyTypes: ReadonlySet<string> = new Set([
  "statement_block",
  "class_body",
  "block",
  "compound_statement",
  "body_statement",
  "declaration_list",
  "field_declaration_list",
  "constructor_body",
  "accessor_list",
  "arrow_expression_clause",
  "keyframe_block_list",
  "do_block",
]);

const javascript: HeadRules = {
  import_statement: "import",
  export_statement: "wrapper",
  function_declaration: "head",
  generator_function_declaration: "head",
  class_declaration: "container",
  method_definition: "head",
  field_definition: "value",
  lexical_declaration: "value",
  variable_declaration: "value",
  expression_statement: "call",
};

const typescript: HeadRules = {
  ...javascript,
  abstract_class_declaration: "container",
  public_field_definition: "value",
  abstract_method_signature: "whole",
  function_signature: "whole",
  interface_declaration: "whole",
  enum_declaration: "whole",
  type_alias_declaration: "whole",
  ambient_declaration: "wrapper",
  module: "container",
  internal_module: "container",
};

/** Which nodes of a grammar an outline is made of; what is not named here is left out with all that it holds. */
export const headsOf: Readonly<Record<LanguageName, HeadRules>> = {
  javascript,
  typescript,
  tsx: typescript,
  python: {
    import_statement: "import",
    import_from_statement: "import",
    future_import_statement: "import",
    decorated_definition: "wrapper",
    class_definition: "container",
    function_definition: "head",
    expression_statement: "value",
    type_alias_statement: "whole",
    if_statement: "through",
    try_statement: "through",
    block: "through",
  },
  go: {
    package_clause: "import",
    import_declaration: "import",
    function_declaration: "head",
    method_declaration: "head",
    type_declaration: "whole",
    const_declaration: "whole",
    var_declaration: "value",
  },
  rust: {
    use_declaration: "import",
    extern_crate_declaration: "import",
    mod_item: "container",
    foreign_mod_item: "container",
    impl_item: "container",
    trait_item: "container",
    struct_item: "whole",
    enum_item: "whole",
    union_item: "whole",
    function_item: "head",
    function_signature_item: "whole",
    const_item: "whole",
    static_item: "whole",
    type_item: "whole",
    macro_definition: "value",
  },
  java: {
    package_declaration: "import",
    import_declaration: "import",
    class_declaration: "container",
    interface_declaration: "container",
    annotation_type_declaration: "container",
    record_declaration: "container",
    enum_declaration: "container",
    enum_body_declarations: "through",
    enum_constant: "import",
    method_declaration: "head",
    constructor_declaration: "head",
    field_declaration: "value",
    constant_declaration: "whole",
  },
  ruby: {
    module: "container",
    class: "container",
    singleton_class: "container",
    method: "head",
    singleton_method: "head",
    assignment: "value",
    call: "call",
  },
  php: {
    namespace_definition: "import",
    namespace_use_declaration: "import",
    class_declaration: "container",
    interface_declaration: "container",
    trait_declaration: "container",
    enum_declaration: "container",
    enum_case: "whole",
    use_declaration: "whole",
    method_declaration: "head",
    function_definition: "head",
    const_declaration: "whole",
    property_declaration: "whole",
  },
  cpp: {
    preproc_include: "import",
    using_declaration: "import",
    preproc_def: "whole",
    preproc_function_def: "whole",
    preproc_ifdef: "through",
    preproc_if: "through",
    preproc_else: "through",
    linkage_specification: "container",
    namespace_definition: "container",
    class_specifier: "container",
    struct_specifier: "container",
    template_declaration: "wrapper",
    enum_specifier: "whole",
    function_definition: "head",
    field_declaration: "whole",
    declaration: "value",
    alias_declaration: "whole",
    type_definition: "whole",
  },
  "c-sharp": {
    using_directive: "import",
    file_scoped_namespace_declaration: "import",
    namespace_declaration: "container",
    class_declaration: "container",
    interface_declaration: "container",
    struct_declaration: "container",
    record_declaration: "container",
    enum_declaration: "whole",
    delegate_declaration: "whole",
    method_declaration: "head",
    constructor_declaration: "head",
    property_declaration: "head",
    field_declaration: "value",
    event_field_declaration: "whole",
  },
  bash: {
    function_definition: "head",
    variable_assignment: "whole",
    declaration_command: "whole",
    if_statement: "through",
  },
  css: {
    import_statement: "import",
    rule_set: "head",
    media_statement: "container",
    supports_statement: "container",
    keyframes_statement: "head",
  },
};
