// Placeholders for words of prose: lower-case words by length that occur in the documentation of
// this project's dependencies and are one o200k token after a space. Longer and rarer shapes are
// put together from these (choose-placeholder.ts). No sentence of anybody is in here, only single
// words.

/** Words of each length, space-separated, alphabetical. */
export const placeholderWords: Readonly<Record<number, string>> = {
  2:
    'aa ab ac ad ae af ag ah ai aj ak al am an ao ap aq ar as at au av aw ax ay az ba be bi ' +
    'bo bu by ca ce ci co cy da de do dy ea ec ed ee ef eg ej el em en eq er es et ev ew ex ' +
    'ey ez fa fe gi go gu hi hu ia ic id ie if im in io ip is it iv ja la le li lo ma me my ' +
    'ne no of oh ok ol on op or os ou pi qi re ru ry se so sy to tu ty ua ui uk un up us uv ' +
    've vi we yc',
  3:
    'aaa aba abc abs acc act ada add aes afa age ago ais aix aka alg all alt amp and any api ' +
    'app arb arc are arg arm arr art ask ast ava avg bab bad ban bar baz bee big bin bis bit ' +
    'bob box buf bug bun but cac can cap cat cli col com con cos cpu cue cup cut dab dad daf ' +
    'day deb def deg del dep der dev did dig dim dir div doc dog dom don dot dpi due edu emp ' +
    'enc end env eql era err esm est etc eth evt exe exp ext fan faq far fed fee few fin fit ' +
    'fix fly foo for fox fun gap gen geo get gid gif git goo got gpu had has hex hit hot how ' +
    'hue ids idx iff ill img ind ink ins int ipc ips ipv isn iso its job kde key lab lag law ' +
    'lax lay len let lex lib lie loc lod log lot low mac mad man map max may met mid min mip ' +
    'mit mix mod moe moz mul nad nan nat nav neo net new nil non nor not now num obj odd off ' +
    'old one ons oom ops opt org oss oth our out own pad pem per phi pid pie pin pop pos pow ' +
    'pre put que rad ral ran raw rec red ref rel rem req res ret rev rex ric rid row rsa run ' +
    'saw say sea sec see sem sep seq ser set sha sin sip sit six spa spy sub sum sup svi sym ' +
    'sys tab tag tan tap tar tee tem ten the tie tip toc ton too top tos try tty two udp uff ' +
    'uid uri url use usr utc utf uts val van var via vue was wav way web who why win won xem ' +
    'xid xor xyz yes yet you zip',
  4:
    'able acos acts adds aims airy alan also alto amet ansi apps arch arcs area aren args ' +
    'argv aria arms asin asks atan atop attr auth auto away axes axis back bail band bare ' +
    'bars base bash bbox been best beta bias bidi bind bins bits blob blog blow blue blur ' +
    'body bold bool boom boot both buff bugs bump burn busy butt byte cake calc call came ' +
    'caps card care cart case cast ceil cell cert chai char chat city clip code coef cold ' +
    'cols come conf conn cool copy core cors cost ctor cube cuid curl curr cyan dark dash ' +
    'data date days deal decl deep defs demo deny deps desc dest dice dict didn diff digo ' +
    'dirs disc disk dist docs does done dont dots down drag draw drop dual dump duty each ' +
    'ease east easy eats echo edge edit else emit ends enum epub euro eval even ever exec ' +
    'exit expr face fact fail fake fall fast feat feed feel file fill find fine fire five ' +
    'flag flat flex flow fold font food fork form four frag free freq from full func fund ' +
    'fury gate gave gets gist give glob goal goes gone good grab grad gray grep grey grid ' +
    'grow guid gzip hack half halt hand hang hard hash hasn have head heap held help here ' +
    'hide high hill hint hits hold hole home hood hook hops host hour href huge hull iban ' +
    'icon idea idle ieee impl info init inst intl into item jest jobs john join jpeg json ' +
    'jump just keep kept keys kind know labs lack laid land lang last late lazy lead leaf ' +
    'leak leap left less lets libc lies life like line link lint list lite live load lock ' +
    'logo logs long look loop lose loss lost lots love luck luke made mail main make many ' +
    'maps mark mask math mean meet memo menu mesh meta midi mime mind mini misc mock mode ' +
    'more most move much mult must name napi near need nest next nice node none noop norm ' +
    'note null obey omit once ones only onto open opts opus over owns pack page pair pane ' +
    'para part pass past path peek peer perf perl pick ping pink pins pipe plan play plot ' +
    'plus poll poly pong pool poor pops port post prev proc prof proj prop pull pure push ' +
    'puts quad ramp rand rank rare rate raws read real rect refs rely repl repo repr resp ' +
    'rest rgba rich risk role roll room root rows ruby rule runs rust safe said salt same ' +
    'sans sass save says scan seed seek seem seen self sell semi send sent sets shim ship ' +
    'shot show side sign sine sink sint site size skew skip slot slow snap sock soft some ' +
    'soon sort span spec spin star stat stay step stil stop styl such suit sure swap sync ' +
    'tabs tags tail take talk task teal team tech tees tell temp tend term test text than ' +
    'that them then they thin this thus tick tidy tied tier tilt time tiny tips todo told ' +
    'tons took tool torn trad trap tree trim trip true turn twin type typo uint unit upon ' +
    'urls usar used user uses util uuid vals vars vary verb very vice view vite vmax void ' +
    'wait wake walk wall want warm warn wasi wasm wasn ways week well were what when whom ' +
    'wide wiki wild will wins wire wish with word work wrap yaml yarn year your zero zoom',
  5:
    'abort about above adapt added addon admin after again agent agree ahead alert alias ' +
    'alice align alive alloc allow alone along alpha alter among angle apart apple apply ' +
    'areas arise array arrow ascii asian asked asset async attrs audio avoid await aware ' +
    'awful axios azure babel badge badly bands based basic basis batch began begin being ' +
    'below bench bevel binds biome blank blend blink blobs block blues bogus bonne boost ' +
    'bound boxed boxes brace brand break bring broke brown brush build built bytes cache ' +
    'calls camel caret carry cases catch cause cells chain chalk chars chart check child ' +
    'chmod chunk claim clamp clang class clean clear click climb clock clone close codec ' +
    'coded codes colon color comes comma const cores costs could count cover crash crawl ' +
    'cross cubic curve cycle dates datum deals dealt debug defer delay delta dense depot ' +
    'depth desde diagn digit dirty dodge doesn doing dolor draft drain drawn draws drink ' +
    'drive drops eager early edges email embed emits emoji empty ended enter entry enums ' +
    'epoch equal errno error ethan event every exact exist exits extra faces facet fails ' +
    'falls false fatal favor fetch fewer field files fills final finds fired fires first ' +
    'fixed fixes flags flaky flaws float floor flows flush fname focus folds fonts force ' +
    'forks forms forth forum found frame frees fresh fries front fully funds gamma gamut ' +
    'gated given gives globe gmail going grain graph great green greet group grows guard ' +
    'guess guide hacks handy happy haven heavy hello helps hence hides hints holds holes ' +
    'honor hooks hosts hours hover human hypot ideal ident image imply index infer inner ' +
    'input inset inter intro ipsum issue items james japan joins junit keeps keyed keyof ' +
    'kinds known knows label lacks lands large later latin layer leads leaks learn least ' +
    'leave legal level lexer light limit lines links linux lists lived lives loads local ' +
    'locks logic login logos looks loops loose lorem loses lower macro magic major makes ' +
    'marks masks match maybe means meant media meets merge might minor minus mixed mkdir ' +
    'mocha mocks modal model modes month mount mouse moved moves multi muted naive named ' +
    'names nargs needs never newer newly nicer niche nodes noise nonce north notch notes ' +
    'occur offer often older opens order other outer owned owner packs pages paint pairs ' +
    'panel param parse parts party paste patch paths pause peers phase picks piece pipes ' +
    'pitch pivot pixel pizza place plain plane plans plays plots pname point polar pools ' +
    'ports posts power price prime print prior probe probs prone props prose proto prove ' +
    'proxy prune pulls pulse quasi query queue quick quite quota quote radio radix raise ' +
    'range rapid ratio reach react reads ready refer regex relay reply reset retry reuse ' +
    'right risks robin rolls rooms roots round route rules safer sauce saved saves scale ' +
    'scene scope score seeds seems sends sense serve setup seven shall shape shard share ' +
    'sheet shell shift ships short shown shows sides silly since sinon sites sized sizes ' +
    'skips slack slash sleep slice slope slots small sobre socks solid sorts sound space ' +
    'spans spawn specs speed spent spies split stack stage stale stamp stand stars start ' +
    'state stats stays stdin steal steps still stops store strip stuff style suite super ' +
    'swaps sweep table taken takes tasks tbody teams tells terms tests texto texts their ' +
    'theme there these theta thick thing think third those three threw throw thumb thunk ' +
    'ticks tiled timed timer times title todos tools torch total touch trace track trail ' +
    'trait traps treat trees trend tried tries trunc trust tslib tuned tuple turns twice ' +
    'typed types ultra under undue union units unset until upper usage users using usual ' +
    'utils valid value versa video views visit waits walks wants watch water wedge weeks ' +
    'wheel where which while whole whose widen width words works world worry worse worth ' +
    'would wraps write wrong wrote years yield yours zebra zeros zones',
  6:
    'absent accent accept access across acting action active actual adding addons adjust ' +
    'advice affect agents agreed aligns allows almost alters always amount anchor angles ' +
    'animal answer anyone anyway apache appear append around arrays arrive ascent asking ' +
    'aspect assert assets assign assume atomic attach author avatar avoids awaits backed ' +
    'backup badges banner barely barrel became become before begins behalf behave behind ' +
    'belong better beyond biased bigger bigint binary binder bitmap blocks bodies border ' +
    'bottom bounds braces branch brands breaks broken bubble bucket budget buffer builds ' +
    'bundle button bypass cached caches called caller camera cancel cannot canvas capped ' +
    'casing caused causes center chains change charge charts checks cheese choice choose ' +
    'chosen chrome chunks cipher circle clause clears clicks client cloned clones closed ' +
    'closer closes codecs coding colors column coming commas commit common compat concat ' +
    'config convex cooked cookie coords copied copies corner cosine couldn counts course ' +
    'covers create credit crypto cursor curves custom cycles cyclic danger dashed decide ' +
    'decode deemed deeper deeply define degree delays delete demand denied denote dentro ' +
    'depend deploy derive design detach detail detect device differ digest digits direct ' +
    'divide docker dollar domain dotted double drafts driven driver drives duplex during ' +
    'easier easily easing edited editor effect effort either eleven embeds enable encode ' +
    'endian ending engine enough enrich ensure enters entire entity equals errors escape ' +
    'eslint evenly events evolve exceed except excess exists exited expand expect expire ' +
    'export expose extend extent extras facade facing factor failed fairly family faster ' +
    'faulty fields figure filled filter finish finite firing fitted fixing flight floats ' +
    'fluent folded folder follow footer forced forces forget formal format formed fourth ' +
    'frames freeze frozen future gather getter github giving global google graphs greedy ' +
    'groups growth guards guides hammer handed handle happen hashed hashes having header ' +
    'health height helper hereby hidden hiding higher highly holder humans hybrid iframe ' +
    'ignore images impact import indeed indent inform ingest inject inline inputs insert ' +
    'inside intact intend intent invert invoke issued issuer issues italic itself jitter ' +
    'joined jumped kernel labels lambda larger latest latter launch layers layout leaves ' +
    'legacy legend length letter levels likely limits linear linked linker listed listen ' +
    'little living loaded loader locale locate locked lodash logged logger longer looked ' +
    'lookup losing lowest mainly making malloc manage manner manual mapped mapper marble ' +
    'margin marked marker markup masked matrix matter median medium member memory merged ' +
    'merges method metric middle minute mirror missed misses mixing mocked models modern ' +
    'modify module moment monkey months mostly motion moving mutate namely naming narrow ' +
    'native nature needed needle negate nested nicely normal notice notify notion number ' +
    'object obtain occurs offers offset oldest online opaque opened option orange orders ' +
    'orient origin others output outset packed packet padded paired papers params parent ' +
    'parity parsed parser parses passed passes passwd paused pauses paying people pepper ' +
    'period permit person petite phased phases phrase picked picker pieces pinned piping ' +
    'pixels placed places planar plasma played player please plugin plural points policy ' +
    'pooled pragma prefer prefix preset pretty printf prints prompt proper pseudo public ' +
    'pulled purely purple pushed pushes queued queues quoted quotes radial radius raised ' +
    'raises random ranged ranges rarely rather ratios reader really reason recent record ' +
    'redraw reduce refers refine refuse regexp region reject relied relies reload remain ' +
    'remote remove rename render repeat replay report resets resize resort result resume ' +
    'retain return reused revert review revoke rights robust rolled rotate rounds routed ' +
    'router routes runner safely safety sample saving scalar scaled scales schema scheme ' +
    'scoped scopes screen script scroll search second secure seeded seeing select sender ' +
    'serial series served server serves setter setups shader shadow shaped shapes shards ' +
    'shared shares sheets shield shifts should shrink signal signed silent simple simply ' +
    'single sizing sliced slider slogan slower smooth social socket sorted sounds source ' +
    'spaced spaces sparse speaks speeds sphere splice spline splits spoken spread sqlite ' +
    'square stable stacks stages stalls stamps starts stated states static status stderr ' +
    'stdout sticky stored stores stream street strict stride strike string stroke strong ' +
    'struct styled styles submit subset substr subtle suffix suited suites supply switch ' +
    'symbol syntax system tables tagged taking target tasked taxing tested tester thanks ' +
    'themes theory things though thread thrown throws tilted timers timing titles toggle ' +
    'totals toward traced tracer traces tracks traits treats tricky trying tunnel tuples ' +
    'turned typeof typing unable unfold unions unique unless unlike unlink unpack unsafe ' +
    'unused unwind unwrap update upload uptime upward urllib usable usages useful valign ' +
    'valued values varies vector vendor verify vertex viewed viewer vision visits visual ' +
    'volume vscode walked walker wanted weekly weight widely widest widget widths window ' +
    'wishes within worked worker wouldn writer writes yellow yields',
  7:
    'ability aborted absence accepts account achieve acquire actions adapted adapter address ' +
    'adopted advance affects against algebra aliases aligned allowed already altered america ' +
    'anchors android angular animate another answers anymore appears applied applies archive ' +
    'arising arrange arrived arrives article aspects asserts assigns assumed assumes attempt ' +
    'augment authors avatars average avoided awaited awesome backend backing backlog batches ' +
    'because becomes behaves believe belongs benefit besides between binding bitrate blazing ' +
    'blocked boolean borders bracket branded browser bubbles budgets buffers builder builtin ' +
    'bundled bundles caching callers calling capable caption capture careful carried carries ' +
    'cascade catches causing caution central century certain chained chances changed changes ' +
    'channel charset checked checker chinese choices claimed classes classic clauses cleanup ' +
    'cleared clearer clicked clients clipped cloning closely closest closing closure cluster ' +
    'collect collide colored columns combine command comment commits compact company compare ' +
    'compile complex compose compute concept concern concise conduct configs confirm conform ' +
    'connect consist console consult consume contact contain content context contour control ' +
    'convert cookies copying corners correct counted counter country covered crashes crawler ' +
    'created creates creator cropped crosses crucial curated current cutting dataset decided ' +
    'decides decimal declare decoded decoder decrypt default defined defines degrees delayed ' +
    'deleted deletes delimit deliver denotes density depends dequeue derived derives descent ' +
    'desired desktop destroy details detects develop devices diagram diamond differs digital ' +
    'dirname disable discard discord discuss display dispose distort divided divides divisor ' +
    'domains drained drawing dropped dynamic eagerly earlier editing edition editors effects ' +
    'efforts elapsed element ellipse emitted emitter enabled enables encoded encoder encrypt ' +
    'endings endorse enforce enhance enqueue ensures entered entries equally escaped escapes ' +
    'essence exactly examine example exceeds exclude execute exhibit existed exiting expects ' +
    'expires explain exports exposed exposes express extends extract factors factory failing ' +
    'failure falling farther fashion fastest feature fetched figures filling filters finally ' +
    'finding firefox fitting fixture flagged flatten flipped flushed focused folders follows ' +
    'forcing foreign forever formats formula forward framing freshly friends funding further ' +
    'garbage general generic genuine getters getting globals governs grammar granted graphql ' +
    'greater grouped guarded handful handled handler handles hanging happens harmony harness ' +
    'hashing headers heading helpers helpful highest history holding hottest however ideally ' +
    'ignored ignores illegal implied implies imports improve inbound include indexed indexes ' +
    'indices inflate inherit initial inserts inspect install instant instead integer invalid ' +
    'inverse invoked invokes isolate issuing iterate journal justify keeping keyword knowing ' +
    'largest latency layered leading leakage leaking leaving legends lengths letters letting ' +
    'lexical library license lighten lighter limited linking listing literal loaders loading ' +
    'locales locally located logging logical longest looking loosely machine managed manager ' +
    'manages mapping markers marking masking matched matcher matches matters maximal maximum ' +
    'meaning measure members merging message methods metrics migrate million minimal minimum ' +
    'minutes mirrors missing mistake mixture mocking modeled moderno modules modulus monitor ' +
    'monthly mounted mutable mutated natural nearest needing neither nesting network neutral ' +
    'newline nominal notable notably nothing numbers numeric objects obscure observe obtains ' +
    'obvious occured offered offline offsets omitted onclick ongoing opacity opening operand ' +
    'operate opposed optimal options oranges ordered ordinal origins outcome outline outputs ' +
    'outside outward overall overlap overlay package packets packing padding pairing palette ' +
    'parents parsing partial parties passing passive patched patches pathway pattern payload ' +
    'pending peppers percent perfect perform periods permite persist persons picking picture ' +
    'placing planned playing plugins pointer polling polygon pooling popular portion postfix ' +
    'powered precise predict prefers preload prepare prepend present presets pressed prevent ' +
    'preview primary printed printer privacy private problem proceed process produce product ' +
    'profile program project promise promote prompts protect provide proxies publish pulling ' +
    'purpose quality quarter queried queries quickly quoting radians rainbow raising ranging ' +
    'reached reaches reading reality reasons rebuild receipt receive records recurse reduced ' +
    'reducer reduces reflect refresh regions regular rejects related relaxed release relying ' +
    'remains remarks removal removed removes renamed renders repeats replace replies reports ' +
    'request require resized resolve respect respond respons restart restore results resumed ' +
    'resumes retains retries returns reverse revived rewrite roadmap rotated rotates roughly ' +
    'rounded routine routing runners running runtime sampled sampler samples sandbox satisfy ' +
    'scaling scanner schemas schemes scratch scripts seconds section seeking segment selects ' +
    'sending serious servers service serving session setters setting settled settles several ' +
    'shaders shading shadows shallow sharing shields shipped shorter shouldn showing shuffle ' +
    'sibling signals similar simpler skipped sliding smaller snippet sockets solving someone ' +
    'sorting sources spacing spatial spawned special species specify sponsor spreads squared ' +
    'squares stacked stalled started startup stating stencil stopped storage storing streams ' +
    'stretch strings strokes styling subject subtree subtype succeed success suggest summary ' +
    'support surface survive suspend swallow swapped symbols syscall systems tangent targets ' +
    'tedious tension testing textual texture thereby thought threads through timeout timings ' +
    'tooling tooltip touched touches towards tracing tracked traffic trailer treated trigger ' +
    'trimmed trouble trusted tunnels turning twitter typedef typical typings unaware unicode ' +
    'unicorn unified uniform unknown unnamed unusual updated updates upfront upgrade useless ' +
    'usually utility utilize vanilla variant variety various varying vectors verbose version ' +
    'violate virtual visible visited visitor volumes waiting walking wanting warning watched ' +
    'watcher watches webhook webpack website weekday weights welcome whereas whether whoever ' +
    'windows without workers working wrapped wrapper writing written wrongly yielded',
  8:
    'abnormal abruptly absolute abstract accepted accessed accesses accessor accuracy ' +
    'accurate achieved acquired activate activity actually adaptive addition additive ' +
    'adjacent adjusted advanced advances advisory affected affinity aligning allocate ' +
    'allowing alphabet altering although analysis analyzed ancestor ancestry anchored ' +
    'animated annotate anything anywhere appeared appended applying approach archives ' +
    'arguably argument arranged arriving artifact assemble asserted assessed assigned ' +
    'assuming attached attaches attempts avoiding awaiting backdrop backward balanced ' +
    'baseline basename becoming behavior benefits binaries bindings blending blocking ' +
    'boundary bounding brackets branches branding breaking browsers browsing bubbling ' +
    'buffered builders building business calendar callable callback campaign canceled ' +
    'capacity captured cardinal carrying catching category centered chaining changing ' +
    'channels checkbox checking children circular classify cleaning clearing clipping ' +
    'closures coherent collapse collects coloring combined combines commands comments ' +
    'commonly compared compares compiled compiler complete composed composer compound ' +
    'compress comprise computed computer computes concerns concrete confirms conflict ' +
    'confused connects consider consists consoles constant consumed consumer consumes ' +
    'contains contents contexts continue contract contrary contrast controls converts ' +
    'counters counties counting coverage covering creating creation criteria critical ' +
    'crossing currency database datasets datetime daylight deadline debounce debugger ' +
    'decimals decision declared declares decoding decorate decrease defaults deferred ' +
    'defining definite delaying delegate deleting deletion delivery depended describe ' +
    'designed destroys detached detailed detected diagnose diagrams directed directly ' +
    'disabled disables discover discrete dispatch displays disposal disposed distance ' +
    'distinct dividing document donation download draining dropping duration editable ' +
    'electron elements eligible embedded emission emitting emphasis employee emulator ' +
    'enabling encoding endpoint enforced ensuring entering entirely entirety entities ' +
    'equality escaping estimate evaluate eviction examples exceeded exchange excluded ' +
    'excludes executed executes executor existent existing expanded expected explains ' +
    'explicit exponent exported exporter exposing extended exterior external extracts ' +
    'facility failures fallback familiar families favorite features feedback fetching ' +
    'filename filepath filtered finalize finished finishes fixtures flexible floating ' +
    'flushing followed forcibly formally forwards fraction fragment friendly frontend ' +
    'fulfills function generate geometry globally grabbing graceful gradient granular ' +
    'graphics graphite grateful greatest greeting grouping guarding guessing handbook ' +
    'handlers handling happened hardware hostname identify identity ignoring impacted ' +
    'implicit implying imported importer improved improves inactive included includes ' +
    'incoming increase incurred indicate indirect industry inferred infinite infinity ' +
    'inherits initials initiate injected insecure inserted insights inspired installs ' +
    'instance integers intended interact interior internal internet interval inverted ' +
    'invoking involved isolated iterable iterator junction keyboard keywords language ' +
    'latitude launched layering leverage licensed licenses lifetime limiting listened ' +
    'listener literals location lockdown lowering machines maintain majority managers ' +
    'managing manifest manually mappings markdown matching material matrices maximize ' +
    'measured measures messages metadata midnight midpoint minimize mismatch modified ' +
    'modifier modifies multiple multiply mutation mutually narrowed navigate negative ' +
    'neighbor networks normally notation notified nullable numbered observed observer ' +
    'obsolete obtained occupied occurred offering official onchange operands operates ' +
    'operator opposite optimize optional ordering ordinary ordinate oriented original ' +
    'outbound outdated outgoing overflow overhead overlaps overload override overview ' +
    'packages painting palettes parallel pathname patterns performs periodic persists ' +
    'physical pipeline planning platform playback plotting pointers pointing policies ' +
    'polygons populate portable portions position positive possible possibly powerful ' +
    'practice preceded prefixes prepared prepares presence preserve pressing pressure ' +
    'prettier prevents previews previous printing priority probably problems produced ' +
    'producer produces products profiler profiles programa programs progress projects ' +
    'promises properly property proposal proposed protects protocol provided provider ' +
    'provides purposes quantity querying question randomly reaching reactive readable ' +
    'readline readonly realtime received receiver receives recently recorded recorder ' +
    'recovery redirect reducing referral referred reflects register registry rejected ' +
    'relating relation relative released releases relevant reliable reliably remember ' +
    'removing rendered renderer repeated replaced replaces reported reporter requests ' +
    'required requires resemble reserved residing resizing resolved resolver resolves ' +
    'resource responds response restored restores restrict resulted retained retrieve ' +
    'returned reusable reversed rollback rotating rotation rounding routines runnable ' +
    'sampling sanitize scanning scenario schedule searched sections security segments ' +
    'selected selector semantic sensible sentence sentinel separate sequence sessions ' +
    'settings severity shifting shortcut shutdown siblings silently simplest simplify ' +
    'simulate skipping sleeping slightly smallest smoother snapping snapshot snippets ' +
    'software solution somewhat spawning speaking specific spectrum spelling sponsors ' +
    'stacking standard starting statuses stepping stopping straight strategy streamed ' +
    'strength strictly stripped stronger strongly subclass subgroup subtitle subtract ' +
    'succeeds suitable superior supplied supplies supports supposed suppress surfaced ' +
    'surfaces surround switches symbolic tailored targeted teardown template temporal ' +
    'terminal textures thinking thousand throttle throwing timeline timezone together ' +
    'topology tracking trailers trailing transfer transmit traverse treating triangle ' +
    'triggers trimming truncate trusting tutorial unbiased unfolded uniquely unlikely ' +
    'unloaded unsigned unwanted updating upgraded upgrades upstream username validate ' +
    'validity variable variance variants velocity verified verifies versions vertical ' +
    'vertices viewport violated violates visitors visually warnings watching weighted ' +
    'whatever whenever wherever wildcard workflow wrappers wrapping writable yielding ' +
    'yourself',
  9:
    'abilities accepting accessing according acquiring activated addresses advancing ' +
    'advantage advertise affecting aggregate algorithm alignment allocated allowable ' +
    'alongside alternate ambiguity ambiguous analyzing ancestors animation anonymous ' +
    'appearing arbitrary arguments artifacts ascending assembled asserting assertion ' +
    'assigning associate attaching attempted attribute augmented authority automated ' +
    'automatic auxiliary available awareness backwards balancing bandwidth basically ' +
    'beginning behaviors behaviour belonging benchmark bootstrap broadcast buffering ' +
    'calculate callbacks cancelled candidate canonical capturing carefully challenge ' +
    'character clipboard clockwise collapsed collected collector collision combining ' +
    'commander committed community companies comparing compiling completed completes ' +
    'compliant component composing composite computing concerned condensed condition ' +
    'configure conflicts confusing connected connector considers constants constrain ' +
    'construct consumers consuming contained container continues converted converter ' +
    'cooperate copyright corrected correctly correlate corrupted countries criterion ' +
    'currently curvature customise customize databases debugging decisions declaring ' +
    'decorated decorator decreased decreases decrement decrypted dedicated delegates ' +
    'delimiter delivered dependent depending deploying described describes desirable ' +
    'destroyed detailing detecting detection determine developer deviation different ' +
    'difficult dimension direction directive directory disabling discarded discovery ' +
    'displayed disposing distances documents dominated dominates downgrade downloads ' +
    'drawbacks duplicate durations ecosystem effective efficient elaborate elsewhere ' +
    'embedding employees enclosing encrypted endpoints engineers ephemeral equations ' +
    'establish estimated estimates estimator evaluated evaluates evaluator exception ' +
    'excessive exchanges excluding exclusion exclusive executing execution exhausted ' +
    'existence expanding expansion expensive explained exporting expressed extending ' +
    'extension extracted extremely factories filenames filtering finalized financial ' +
    'finishing flattened following footprint forbidden formatted formatter forwarded ' +
    'fractions fragments framework frequency fulfilled funcionar functions furnished ' +
    'generally generated generates generator genuinely geometric governing gradients ' +
    'graphical guarantee handshake happening heuristic hierarchy highlight histogram ' +
    'hyperlink identical immediate immutable impacting implement important importing ' +
    'including inclusion inclusive incorrect increased increases increment indicated ' +
    'indicates indicator inference inherited initially initiated injection inserting ' +
    'insertion inspected inspector installed installer instances instantly integrate ' +
    'integrity intention intercept interface interpret interrupt intersect intervals ' +
    'intrinsic introduce intrusive invariant invisible involving isolation iteration ' +
    'iterative languages launching leveraged libraries licensing lifecycle listeners ' +
    'listening literally localhost localized locations longitude lowercase magnitude ' +
    'maintains malformed malicious mandatory materials measuring mechanism mentioned ' +
    'messaging microsoft migration minimizes modifiers modifying multiline multipart ' +
    'multiples multitude mutations namespace narrowing naturally navigator necessary ' +
    'negatives negotiate neighbors normalize numbering numerical observing obtaining ' +
    'occurring operating operation operators optimized optimizer otherwise overrides ' +
    'overwrite ownership parallels parameter partially partition perceived perfectly ' +
    'performed permitted persisted pipelines placement plaintext platforms pollution ' +
    'populated positions positives potential practices preceding precisely precision ' +
    'predicate predictor preferred premature preparing presented preserved preserves ' +
    'prevented primarily primitive printable processed processes processor producing ' +
    'profiling projected propagate protected protocols prototype providers providing ' +
    'published publishes qualified qualifier questions quotation reachable receiving ' +
    'recipient recognize recommend reconnect recording recreated rectangle recursion ' +
    'recursive redirects reduction redundant reference referring reflected regarding ' +
    'registers rejecting rejection relations releasing remainder remaining remembers ' +
    'rendering repeating replacing reporters reporting represent reproduce requested ' +
    'requiring resetting resistant resolving resources respected responses restarted ' +
    'restoring resulting retaining retrieval retrieved retrieves returning revealing ' +
    'rewriting rewritten sanitized sanitizer satellite satisfied satisfies saturated ' +
    'scenarios scheduled scheduler schedules schematic scripting scrollbar scrolling ' +
    'searching secondary segmented selecting selection selectors semantics sensitive ' +
    'sentences separated separates separator sequences serialize shortcuts shorthand ' +
    'shrinking signaling signature signifies similarly singleton situation smoothing ' +
    'snapshots something sometimes somewhere specially specifics specified specifies ' +
    'spherical splitting standards statement streaming strengths stretches stringify ' +
    'stripping structure submitted subscribe substring subtitles succeeded successor ' +
    'supported surrogate surrounds swallowed switching symmetric synthetic targeting ' +
    'technical technique telemetry temporary terminals terminate therefore thickness ' +
    'thousands threshold timelines timestamp transfers transform transient translate ' +
    'transport transpose traversal triangles triggered truncated tutorials typically ' +
    'unchanged uncovered undefined underline uniformly uninstall universal unlimited ' +
    'unmatched upgrading uppercase utilities validated validates validator variables ' +
    'variation verbosity verifying violation visualize voluntary websocket whichever ' +
    'wikipedia wonderful workflows workspace',
  10:
    'absolutely accelerate acceptable accessible accidental accordance accumulate actionable ' +
    'activating activation activities additional adjustment affiliates afterwards aggregated ' +
    'aggregates aggressive algorithms allocating allocation altogether animations annotation ' +
    'appearance applicable arithmetic artificial assertions assessment assignment associated ' +
    'associates assumption assurances asymmetric attachment attempting attributed attributes ' +
    'authorized background benchmarks boundaries brightness calculated calculates calibrated ' +
    'cancelling capability capitalize categories challenges characters ciphertext classified ' +
    'collecting collection collective collisions commercial committing comparable comparator ' +
    'comparison compatible competency complement completely completion complexity compliance ' +
    'components compressed comprising compromise concerning concurrent conditions confidence ' +
    'configured connecting connection consequent considered consistent consisting constraint ' +
    'constructs contacting containers containing contextual contiguous continuing continuous ' +
    'contribute controlled controller convenient convention conversion converters converting ' +
    'coordinate correction correspond corruption credential cumulative customized datasource ' +
    'deactivate decompress decoration decorators decreasing definitely definition department ' +
    'dependency deprecated derivative descendant descending describing descriptor destroying ' +
    'determined determines developers developing diagnostic dictionary difference dimensions ' +
    'directions directives disappears disclaimer disclosure disconnect discovered discretion ' +
    'discussion dispatched dispatcher dispersion displaying disposable disrupting distortion ' +
    'distribute documented downloaded downstream duplicated duplicates durability efficiency ' +
    'electronic encounters encouraged encryption enterprise enumerable equivalent especially ' +
    'estimating estimation evaluating evaluation eventually everything exceptions exclusions ' +
    'executable executions exhaustion exhaustive expandable experience expiration explaining ' +
    'explicitly expression expressive extensions externally extracting facilities filesystem ' +
    'foreground formatting forwarding foundation fractional frameworks frequently fulfilling ' +
    'fullscreen functional generating generation generators geographic gracefully guaranteed ' +
    'guarantees guidelines highlights historical horizontal hyperlinks identified identifier ' +
    'identifies implements implicitly impossible inactivity incentives incomplete increasing ' +
    'increments indicating indirectly individual inequality initialize initiating inspecting ' +
    'inspection installing instanceof instrument integrated interacted interested interfaces ' +
    'internally interrupts intersects introduced introduces invalidate invocation iterations ' +
    'javascript legitimate leveraging limitation maintained management manipulate meaningful ' +
    'mechanisms microphone middleware milestones monitoring multiplied multiplier namespaces ' +
    'navigation negotiated normalized observable occurrence officially operations optionally ' +
    'originally originated originates overloaded overridden overriding parameters particular ' +
    'partitions percentage percentile performant performing permission persistent philosophy ' +
    'playground playwright polynomial population positional positioned precedence predefined ' +
    'predicates preference preprocess preserving preventing previously primitives principles ' +
    'priorities prioritize privileged processing processors production programmer projection ' +
    'propagated properties proportion protection publishing randomness reasonable recognised ' +
    'recognized recognizes recovering rectangles redirected referenced references refinement ' +
    'reflecting regardless regenerate registered regression relational relaxation remembered ' +
    'repeatedly repetition repository representa represents reproduced requesting resistance ' +
    'resolution respective responsive restricted retrieving robustness satisfying saturation ' +
    'scheduling scientific screenshot selections separately separating separation separators ' +
    'sequential serialized serializer signatures simplified simulation situations specialize ' +
    'specifying standalone statements statistics straighten strategies structural structured ' +
    'structures stylesheet subclasses sublicense submitting subscribed subscriber subsequent ' +
    'successful successive sufficient suggestion superclass supporting suppressed surprising ' +
    'terminated themselves thresholds throughout throughput timestamps transforms transition ' +
    'translated translates transports triggering unaffected underlying underneath underscore ' +
    'understand unexpected unfinished uniqueness unregister unreliable unresolved validating ' +
    'validation variations vertically vibrations violations visibility vocabulary widespread ' +
    'workaround',
  11:
    'abbreviated abstraction accommodate accordingly accumulated acknowledge adjustments ' +
    'aggregation allocations alternating alternative annotations application appropriate ' +
    'approximate attachments backgrounds calculating calculation calibration categorical ' +
    'certificate coefficient collections combination communicate comparisons compilation ' +
    'complicated composition compression computation concatenate concurrency conditional ' +
    'configuring conflicting conjunction connections consecutive consequence considering ' +
    'consistency constituent constrained constraints constructed constructor consumption ' +
    'contributes controllers controlling convenience conventions conversions coordinates ' +
    'correlation corresponds counterpart credentials customizing declaration decorations ' +
    'definitions demonstrate derivatives description descriptive descriptors deserialize ' +
    'designation destination destruction destructive determining development diagnostics ' +
    'differences differently dimensional directional directories discouraged discussions ' +
    'disposition distinguish distributed distributes duplication dynamically effectively ' +
    'efficiently eliminating encountered enforcement engineering enumeration environment ' +
    'equivalents essentially established establishes excessively expectation experienced ' +
    'experiences explanation exponential expressions extensively facilitates fingerprint ' +
    'flexibility framebuffer fulfillment generations hexadecimal highlighted homogeneous ' +
    'identifiers identifying illustrated illustrates immediately implemented incorrectly ' +
    'incremental indentation independent individuals inefficient information informative ' +
    'inheritance initialized initializer initializes insensitive inspiration instantiate ' +
    'integration intentional interacting interaction interactive intercepted interceptor ' +
    'interesting interpolate interpreted interpreter interrupted lightweight limitations ' +
    'maintaining maintenance manipulated marketplace measurement methodology multiplying ' +
    'necessarily negotiating negotiation occurrences operational opportunity orientation ' +
    'originating outstanding overlapping overwritten parentheses participate performance ' +
    'permanently permissible permissions persistence perspective placeholder possibility ' +
    'potentially predictable preferences preparation prioritized probability problematic ' +
    'programming progression projections propagation proprietary protections publication ' +
    'readability recognition recommended reconstruct rectangular recursively referencing ' +
    'registering repetitions replacement represented requirement resolutions responsible ' +
    'restriction screenshots selectively sensitivity significant simulations sponsorship ' +
    'subdivision subscribers substantial substituted substitutes subtraction suggestions ' +
    'surrounding sustainable symmetrical synchronize synchronous temporarily terminating ' +
    'terminology theoretical traditional transaction transferred transformed transformer ' +
    'transitions translating translation transmitted transparent unavailable underscores ' +
    'understands unnecessary unreachable unspecified unsubscribe unsupported utilization ' +
    'validations',
  12:
    'accidentally accomplished accumulation acknowledged additionally alphabetical ' +
    'alternatives applications architecture associations asynchronous augmentation ' +
    'authenticate autocomplete availability benchmarking calculations cancellation ' +
    'capabilities catastrophic certificates coefficients combinations competencies ' +
    'computations concurrently configurable confirmation consequences conservative ' +
    'consistently constructing construction constructors continuation continuously ' +
    'contributing contribution contributors conveniently conventional counterparts ' +
    'customizable declarations deliberately dependencies descriptions dictionaries ' +
    'disconnected distribution encompassing encountering environments establishing ' +
    'experiencing experimental fingerprints guaranteeing hierarchical horizontally ' +
    'identifiable implementing implications improvements inaccuracies incompatible ' +
    'inconsistent incorporated indefinitely individually initializing installation ' +
    'instantiated instructions interactions interception intermediate interpreting ' +
    'interruption intersection introduction irrespective manipulating manipulation ' +
    'manufactured manufacturer mathematical measurements milliseconds modification ' +
    'notification optimization organization orientations particularly performances ' +
    'placeholders presentation professional quantitative registration relationship ' +
    'replacements representing requirements respectively restrictions specifically ' +
    'standardized subdivisions subscription subsequently substitution successfully ' +
    'synchronized transactions transferable transferring transforming transmission ' +
    'transparency troubleshoot uncontrolled undocumented unsuccessful verification',
  13:
    'accessibility alternatively appropriately approximately approximation authorization ' +
    'automatically certification chronological circumstances communicating communication ' +
    'compatibility comprehensive computational configuration consideration contributions ' +
    'corresponding customization determination deterministic discriminator distinguished ' +
    'distinguishes distributions documentation environmental establishment functionality ' +
    'inappropriate independently informational intentionally interpolation intersections ' +
    'justification miscellaneous modifications normalization notifications participating ' +
    'probabilities registrations relationships serialization significantly sophisticated ' +
    'specification subscriptions unconditional unnecessarily unpredictable visualization ' +
    'vulnerability',
  14:
    'asynchronously authentication capitalization communications configurations ' +
    'considerations distinguishing identification implementation infrastructure ' +
    'initialization interconnected interpretation representation representative ' +
    'responsibility simultaneously specifications transformation',
};
