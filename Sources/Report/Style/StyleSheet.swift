import SurveyModel

/// The style sheet of the page. One text, so that its hash in the content security policy covers all of it.
enum StyleSheet {
  /// The whole sheet, screen and paper.
  ///
  /// - Parameters:
  ///   - title: stands at the foot of every printed sheet.
  ///   - palette: colours of the pipeline's own.
  ///   - rules: those of one kind of page, after all others.
  /// - Returns: CSS, the same for the same title, colours and rules.
  static func css(
    printTitle title: String, palette: [PaletteRole: ReportColour], and rules: String = ""
  ) -> String {
    let common = [
      ":root{color-scheme:light dark;\(Palette.light(palette));\(fonts)}",
      "@media (prefers-color-scheme:dark){:root{\(Palette.dark(palette))}}",
      base, shell, masthead, chapters, figures, marks, tables, lists,
      "@media (max-width:999px){\(tablet)}",
      "@media (max-width:719px){\(phone)}",
      page(title),
      "@media print{:root{color-scheme:light;\(Palette.print(palette))}\(PrintStyle.rules)}",
    ].joined(separator: "\n")
    return rules.isEmpty ? common : common + "\n" + rules
  }

  /// Named faces first: the generic names of some systems lead to faces without Chinese.
  private static let fonts = """
    --sans:"Source Sans 3",-apple-system,"Segoe UI",Roboto,"PingFang SC","Noto Sans CJK SC","Source Han Sans SC",\
    "Hiragino Sans GB","Microsoft YaHei","WenQuanYi Micro Hei",sans-serif;\
    --serif:"Source Serif 4","Songti SC","Noto Serif CJK SC","Source Han Serif SC",STSong,SimSun,Georgia,serif;\
    --mono:ui-monospace,"SF Mono",Menlo,Consolas,"Noto Sans Mono","Noto Sans Mono CJK SC",monospace
    """

  private static let base = """
    *{box-sizing:border-box}
    html{font:17px/1.75 var(--sans);scroll-padding-top:64px;-webkit-text-size-adjust:100%;text-size-adjust:100%}
    body{margin:0;padding-top:48px;background:var(--paper);color:var(--ink);font-variant-numeric:tabular-nums lining-nums;\
    text-autospace:normal;line-break:strict;overflow-wrap:break-word;hanging-punctuation:allow-end}
    html:has(#lang-zh):not(:has(#lang-en:checked)) .en,html:has(#lang-en:checked) .zh{display:none}
    html:has(#lang-en:checked){line-height:1.6}
    h1,h2{font-family:var(--serif);font-weight:700;text-wrap:balance;line-height:1.25;margin:0}
    h3{font-weight:650;line-height:1.4;margin:0;text-wrap:balance}
    p{margin:0 0 .8em;text-wrap:pretty}
    a{color:var(--link);text-underline-offset:.18em;text-decoration-thickness:1px}
    a:hover{text-decoration-thickness:2px}
    :focus-visible{outline:3px solid var(--acc);outline-offset:2px;border-radius:2px}
    main:focus{outline:0}
    .vh{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
    .skip{position:absolute;left:12px;top:-60px;z-index:9;background:var(--card);padding:8px 14px;border:2px solid var(--acc)}
    .skip:focus{top:8px}
    .en{font-variant-east-asian:proportional-width}
    .nb{display:inline-block}
    """

  private static let shell = """
    .bar{position:fixed;top:0;left:0;right:0;z-index:5;display:flex;align-items:center;gap:18px;height:48px;padding:0 24px;\
    background:var(--paper);border-bottom:1px solid var(--rule)}
    .bar p{margin:0}
    .bt{font-family:var(--serif);font-size:17px;font-weight:700;white-space:nowrap;overflow:hidden;text-overflow:ellipsis;\
    min-width:0}
    .mk{color:var(--ink2);font-size:13.5px;margin-left:auto!important;white-space:nowrap}
    .ls{display:flex;flex:none;border:0;margin:0;padding:0}
    .mk:empty+.ls{margin-left:0}
    .ls input{position:absolute;opacity:0;width:1px;height:1px}
    .ls label{padding:0 12px;height:32px;line-height:30px;font-size:14px;border:1px solid var(--ink2);cursor:pointer;\
    user-select:none}
    .ls label:first-of-type{border-radius:4px 0 0 4px}
    .ls label:last-of-type{border-radius:0 4px 4px 0;border-left:0}
    .ls input:checked+label{background:var(--ink);color:var(--paper);border-color:var(--ink)}
    .ls input:focus-visible+label{outline:3px solid var(--acc);outline-offset:2px}
    .shell{display:grid;grid-template-columns:236px minmax(0,1fr);max-width:1280px;margin:0 auto}
    nav{padding:28px 8px 40px 24px}
    .toc{position:sticky;top:72px;max-height:calc(100vh - 84px);overflow:auto;font-size:14.5px;line-height:1.5}
    .toc summary{font-weight:650;cursor:pointer;padding:2px 0 8px}
    .toc ol{list-style:none;margin:0;padding:0}
    .toc li>a,.toc li>span{display:block;padding:3px 10px;border-left:3px solid transparent;color:var(--ink);\
    text-decoration:none}
    .toc li li>a{padding-left:24px}
    .toc a:hover{text-decoration:underline}
    .toc a[aria-current]{border-left-color:var(--acc);font-weight:650;color:var(--link)}
    .toc .grp>span{padding-top:8px;color:var(--ink2)}
    main{min-width:0;padding:0 32px 60px 28px}
    main section,main figure,main footer,main tr{scroll-margin-top:64px}
    .ft{margin-top:56px;padding-top:14px;border-top:2px solid var(--ink);font-size:13.5px;color:var(--ink2)}
    .ft dl{display:flex;flex-wrap:wrap;gap:2px 28px;margin:0}
    .ft dl div{display:flex;gap:8px;min-width:0}
    .ft dd{margin:0;font-family:var(--mono);font-size:13px;overflow-wrap:anywhere}
    """

  private static let masthead = """
    .mast{background:var(--m0);color:var(--m1);padding:46px 0 38px}
    .mi{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:48px;align-items:end;max-width:1280px;\
    margin:0 auto;padding:0 32px 0 24px}
    .logo{display:block;max-height:52px;max-width:260px;margin:0 0 18px}
    .kick{color:var(--m3);font-size:15px;margin:0 0 10px;letter-spacing:.04em}
    .mast h1{font-size:38px;line-height:1.22}
    .ml{margin:16px 0 0;color:var(--m1);font-size:17px}
    .hs text{font:13px var(--sans);fill:var(--m2)}
    .hs .hn{fill:var(--m1);font-size:14px}
    .hs .hb{fill:var(--m3);font:700 22px var(--serif)}
    .hs .ht{paint-order:stroke;stroke:var(--m0);stroke-width:4px;stroke-linejoin:round}
    .hx{stroke:var(--m2);stroke-width:1;fill:none}
    .hl2,.hl3{stroke:var(--m2);stroke-width:1;fill:none}
    .hl3{stroke:var(--m3)}
    .hd{fill:var(--m0);stroke:var(--m1);stroke-width:2}
    .hc{stroke:var(--m3);stroke-width:5;opacity:.55}
    .hm{fill:var(--m3)}
    """

  private static let chapters = """
    .sum,.chap,.prof{padding-top:38px}
    .chap,.prof{margin-top:54px;border-top:4px double var(--rule)}
    .sum h2,.chap h2,.prof h2{font-size:31px}
    .ck{color:var(--acc);font-size:15px;font-weight:650;margin:0 0 6px;letter-spacing:.03em}
    .lead{font-size:20px;line-height:1.6;margin:12px 0 0;max-width:44em}
    .kf{display:grid;grid-template-columns:repeat(4,1fr);margin:22px 0 34px;border-top:2px solid var(--ink);\
    border-bottom:1px solid var(--rule)}
    .kf.s{grid-template-columns:repeat(5,1fr)}
    .kf>div{padding:12px 16px 14px 0;min-width:0}
    .kf>div+div{padding-left:16px;border-left:1px solid var(--rule)}
    .kf dt{font-size:14.5px;color:var(--ink2)}
    .kf dd{margin:0;line-height:1.35}
    .kf b{display:block;font:700 38px/1.15 var(--serif)}
    .kf.s b{font-size:30px}
    .kf i{font:400 .55em var(--serif);color:var(--ink2);margin-left:.08em}
    .kf .dim{color:var(--ink2)}
    .kf dd span{font-size:13.5px;color:var(--ink2)}
    .two{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:6px 44px;align-items:start}
    .two figcaption h3,.two .tabfig h3{font-size:17.5px}
    .cols{columns:2;column-gap:44px;margin:18px 0 30px;padding:0}
    .cols>div{break-inside:avoid;margin:0 0 14px}
    .cols dt{font-weight:650}
    .cols dd{margin:0;font-size:16px;line-height:1.65}
    .steps{columns:2;column-gap:44px;margin:8px 0 30px;padding:0 0 0 1.4em;font-size:16px;line-height:1.6}
    .steps li{break-inside:avoid;margin:0 0 6px;padding-left:.2em}
    .chap h3.h{font-size:19px;margin:26px 0 4px}
    .own>p,.own>ul,.own>ol,.own>blockquote{max-width:44em}
    .own h4,.own h5{font-size:17px;margin:18px 0 2px}
    .own blockquote{margin:0 0 1em;padding-left:16px;border-left:3px solid var(--rule);color:var(--ink2)}
    .note{font-size:14.5px;color:var(--ink2);margin:10px 0 0;line-height:1.6}
    """

  private static let figures = """
    figure{margin:0 0 40px;min-width:0}
    .fno{font-size:13.5px;color:var(--acc);font-weight:650;margin:0 0 2px}
    figcaption h3,.tabfig h3,.sure h3{font-size:19px}
    .fs{color:var(--ink2);font-size:15px;line-height:1.5;margin:3px 0 10px}
    .src{color:var(--ink2);font-size:13px;line-height:1.5;margin:6px 0 0}
    svg{display:block;width:100%;height:auto;overflow:visible}
    svg.n{display:none}
    svg text{font:14px var(--sans);fill:var(--ink);font-variant-numeric:tabular-nums}
    svg.w text{font-size:15px}
    svg .s,svg .t,svg .h{fill:var(--ink2)}
    svg .s,svg .h,svg .l,svg.w .l{font-size:13px}
    svg.w .s,svg.w .h{font-size:13.5px}
    svg .t,svg.w .t{font-size:11.5px}
    svg .b{font-weight:650}
    svg .s.b{fill:var(--ink)}
    svg .b2{fill:var(--acc);font-weight:650}
    svg .s.ac{fill:var(--acc)}
    svg .e{text-anchor:end}
    svg .m{text-anchor:middle}
    svg .hl{paint-order:stroke;stroke:var(--paper);stroke-width:4px;stroke-linejoin:round}
    .key{list-style:none;display:flex;flex-wrap:wrap;gap:2px 16px;margin:8px 0 0;padding:0;font-size:13.5px;\
    color:var(--ink2);line-height:1.7}
    .key li{display:flex;align-items:center;gap:5px}
    .ic{width:16px;height:16px;flex:none}
    .hk i{width:22px;height:14px;display:block;border:1px solid var(--rule)}
    .hk .x{margin-left:auto}
    .dt{margin-top:8px;font-size:14.5px}
    .dt summary{cursor:pointer;color:var(--link);padding:3px 0;width:max-content;max-width:100%}
    .dt .tw{margin-top:6px;max-width:760px}
    .dt p,.after{margin:8px 0 0;font-size:14.5px}
    .dl::before{content:"↓ "}
    """

  private static let marks = """
    .g{stroke:var(--rule2);fill:none}
    .z{stroke:var(--ink);fill:none}
    .band{fill:var(--band)}
    .cl{stroke:var(--acc);stroke-width:1.5;fill:none}
    .cl3{stroke:var(--acc);stroke-width:3;fill:none}
    .ci{stroke-width:3.5;stroke-linecap:round;fill:none}
    .ci2{stroke:var(--ink2);stroke-width:1.2;fill:none}
    .cu{stroke:var(--good)}
    .cd{stroke:var(--bad)}
    .cn{stroke:var(--ink2)}
    .ly{stroke:var(--ink2);stroke-width:1.6;fill:none}
    .up{fill:var(--good)}
    .dn{fill:var(--bad)}
    .ns{fill:var(--paper);stroke:var(--ink2);stroke-width:2}
    .un{fill:var(--ink2)}
    .rk{fill:var(--mid2)}
    .rd{fill:var(--paper)}
    .ar{stroke:var(--good);stroke-width:3;fill:none}
    .ad{stroke:var(--bad)}
    .a0{stroke:var(--mid2);stroke-width:2}
    .st{stroke-width:2.4;fill:none}
    .rib{fill:var(--rib)}
    .bo{stroke:var(--mid2);stroke-width:1.6;fill:none}
    .bc{fill:var(--mid2)}
    .bm{stroke:var(--acc);stroke-width:3;fill:none}
    .bd{fill:var(--acc)}
    .bb{fill:var(--v2)}
    .bg{fill:var(--v4)}
    .bn{fill:var(--v3)}
    .bx{fill:var(--bar)}
    .v1{fill:var(--bad)}
    .v2{fill:var(--v2)}
    .v3{fill:var(--v3)}
    .v4{fill:var(--v4)}
    .v5{fill:var(--good)}
    .v1,.v2,.v3,.v4,.v5{stroke:var(--paper);stroke-width:.6}
    svg .k4{fill:var(--ink)}
    svg .k5{fill:var(--paper)}
    .q1{fill:var(--tn);opacity:.5}
    svg .q{fill:var(--ink2);font-size:13px}
    svg .dq{fill:var(--bad)}
    .z2{stroke:var(--ink2);stroke-dasharray:3 3;fill:none}
    .ld{stroke:var(--mid2);fill:none}
    .sl{stroke:var(--good);stroke-width:2.4;fill:none}
    .sd{stroke:var(--bad)}
    .s0{stroke:var(--mid2);stroke-width:2}
    """

  private static let tables = """
    .tabfig{margin:0 0 42px;min-width:0}
    .dense tbody th{min-width:11em}
    h2+.tabfig,.lead+.tabfig{margin-top:20px}
    .two .tabfig{margin-bottom:24px}
    .chap .two+.tabfig,.chap .say+.tabfig{margin-top:18px}
    .tw{overflow-x:auto;position:relative}
    table{border-collapse:collapse;width:100%;font-size:15px;line-height:1.45}
    caption{text-align:left;color:var(--ink2);font-size:13.5px;padding:0 0 6px}
    th,td{padding:7px 10px;text-align:left;vertical-align:top;border-bottom:1px solid var(--rule)}
    thead th{border-bottom:2px solid var(--ink);font-weight:650;vertical-align:middle;font-size:14px;word-break:keep-all}
    tbody th{font-weight:400}
    .num{text-align:right;white-space:nowrap}
    .nw{white-space:nowrap}
    .b{font-weight:650}
    .q{color:var(--ink2)}
    .gr th{font-weight:650;padding-top:14px;border-bottom-color:var(--ink2)}
    td small,th small{color:var(--ink2);font-size:13px}
    thead button{all:unset;cursor:pointer;font:inherit;padding:4px 0;min-height:24px;box-sizing:border-box}
    thead button:focus-visible{outline:3px solid var(--acc);outline-offset:2px}
    thead button::after{content:"↕";color:var(--ink2);margin-left:.3em;font-weight:400}
    th[aria-sort=ascending] button::after{content:"↑";color:var(--acc)}
    th[aria-sort=descending] button::after{content:"↓";color:var(--acc)}
    .door{color:inherit;text-decoration:underline dotted 1px;text-underline-offset:.25em;display:inline-block;min-height:24px;\
    min-width:24px}
    .door:hover{color:var(--link)}
    tr:target{background:var(--h4)}
    dialog{width:min(34em,calc(100vw - 32px));border:1px solid var(--ink2);border-radius:4px;padding:20px 24px;\
    background:var(--card);color:var(--ink);font-size:15px}
    dialog::backdrop{background:rgb(0 0 0/.45)}
    dialog h2{font-size:20px}
    dialog p{color:var(--ink2);margin:8px 0 12px;line-height:1.55}
    dialog dl{display:grid;grid-template-columns:auto 1fr;gap:2px 20px;margin:0 0 16px}
    dialog dt{color:var(--ink2)}
    dialog dd{margin:0;text-align:right}
    dialog button{font:inherit;min-height:32px;padding:2px 16px;color:inherit;background:none;border:1px solid var(--ink2);\
    border-radius:4px;cursor:pointer}
    .heat .num{text-align:center}
    .heat thead .num{white-space:normal;padding-left:6px;padding-right:6px}
    .heat tbody th{min-width:8em}
    .heat td,.heat tbody th{vertical-align:middle;border-bottom:2px solid var(--paper)}
    .heat td+td{border-left:2px solid var(--paper)}
    .heat .tot{border-bottom:1px solid var(--ink);font-weight:650}
    .ud{font-size:11px;display:inline-block;width:1.2em;text-align:right}
    i.h1,td.h1{background:var(--h1)}
    i.h2,td.h2{background:var(--h2)}
    i.h3,td.h3{background:var(--h3)}
    i.h4,td.h4{background:var(--h4)}
    i.h5,td.h5{background:var(--h5)}
    .qn .qr{padding-left:26px}
    .qn thead th:first-child{width:38%}
    .ind td:nth-child(2){width:34%}
    .ind td:nth-child(3){width:32%}
    .act td:nth-child(2){font-weight:600;width:24%}
    .act td:nth-child(2) small{font-weight:400}
    .act td:nth-child(n+3){font-size:14px;color:var(--ink2)}
    .act td.num small{display:block}
    .act td:last-child{font-weight:650;color:var(--ink)}
    .civ{display:inline-block;width:120px;height:16px;vertical-align:-3px;margin-right:8px}
    .ciw{color:var(--ink2);font-size:13.5px;white-space:nowrap}
    .mono{font-family:var(--mono);font-size:13.5px;overflow-wrap:anywhere}
    .flt{display:flex;gap:8px;align-items:center;margin:0 0 6px;font-size:14px;color:var(--ink2);justify-content:flex-end}
    .flt input{font:inherit;color:var(--ink);background:var(--card);border:1px solid var(--ink2);border-radius:4px;\
    padding:2px 8px;width:12em;height:30px}
    """

  private static let lists = """
    .tag{display:inline-block;font-size:13.5px;line-height:1.5;font-weight:650;padding:1px 8px;border-radius:3px;\
    white-space:nowrap}
    .pos .tag,.tag.pos{background:var(--tp);color:var(--tpx)}
    .neg .tag,.tag.neg{background:var(--tn);color:var(--tnx)}
    .wk .tag,.tag.wk{background:var(--tk);color:var(--tkx)}
    .wt .tag,.tag.wt{background:var(--tw);color:var(--twx)}
    .vf .tag,.tag.vf{background:var(--tg);color:var(--tgx)}
    .swot section+section{margin-top:14px}
    .swot h3{font-size:14px;font-weight:400;color:var(--ink2);display:flex;gap:8px;align-items:baseline}
    .swot h3 .tag{flex:none}
    .swot ul{list-style:none;margin:4px 0 0;padding:0}
    .swot li{display:grid;grid-template-columns:minmax(0,1fr) auto 8.4em;gap:10px;align-items:baseline;\
    border-bottom:1px solid var(--rule2);padding:3px 0;font-size:16px;line-height:1.5}
    .swot li b{font-family:var(--serif)}
    .swot li.more{display:block;color:var(--ink2);font-size:14px}
    .swot small{color:var(--ink2);font-size:13px}
    .sure{border-left:4px solid var(--acc);padding:2px 0 2px 22px;margin:0 0 10px}
    .sure ul{margin:8px 0 0;padding:0;list-style:none;columns:2;column-gap:36px;font-size:15.5px;\
    line-height:1.6}
    .sure li{break-inside:avoid;padding:0 0 7px}
    .sure b{color:var(--acc);margin-right:.4em}
    .say{list-style:none;margin:0;padding:0}
    .say li{display:grid;grid-template-columns:auto minmax(0,1fr);gap:2px 10px;align-items:baseline;padding:5px 0;\
    border-bottom:1px solid var(--rule2);font-size:15.5px;line-height:1.55}
    .say.c2{display:grid;grid-template-columns:1fr 1fr;gap:0 44px}
    .prof h3{font-size:17.5px;margin:0 0 6px}
    """

  private static let tablet = """
    .shell{display:block}
    nav{padding:10px 24px 0}
    .toc{position:static;max-height:none;border-bottom:1px solid var(--rule);padding-bottom:8px}
    main{padding:0 24px 48px}
    .mi{padding:0 24px}
    """

  private static let phone = """
    html{font-size:16.5px}
    .bar{padding:0 16px;gap:10px}
    .mk{display:none}
    .ls{margin-left:auto!important}
    nav{padding:8px 16px 0}
    main{padding:0 16px 40px}
    .mast{padding:28px 0 20px}
    .mi{padding:0 16px}
    .mi,.two{grid-template-columns:minmax(0,1fr);gap:18px}
    .cols,.steps,.sure ul{columns:1}
    .say.c2{grid-template-columns:minmax(0,1fr)}
    .mast h1{font-size:28px}
    .sum h2,.chap h2,.prof h2{font-size:26px}
    .lead{font-size:18px}
    .kf,.kf.s{grid-template-columns:1fr 1fr}
    .kf>div,.kf>div+div{padding:10px 0 10px 12px;border-left:0;border-top:1px solid var(--rule)}
    .kf>div:nth-child(odd){padding-left:0}
    .kf>div:nth-child(-n+2){border-top:0}
    .kf b,.kf.s b{font-size:31px}
    svg.w{display:none}
    svg.n{display:block}
    .hk .x{margin-left:0}
    th,td{padding:7px 8px}
    .tw tbody th,.tw td:not(.num){min-width:5.6em}
    .tw td.q{min-width:10em}
    .tw td.nw{min-width:0}
    .zh .heat thead .num{white-space:nowrap}
    .kf.s>div:last-child:nth-child(odd){grid-column:1/-1}
    .two{margin-bottom:34px}
    .tw{margin:0 -16px;padding:0 16px}
    .heat tbody th,.heat thead th:first-child{position:sticky;left:-16px;background:var(--paper);z-index:1;\
    padding-left:16px;margin-left:-16px;max-width:8.5em}
    .wideth tbody th{min-width:9em}
    .act thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
    .act,.act caption,.act tbody,.act tr,.act th,.act td{display:block;width:auto!important;text-align:left;white-space:normal;\
    border:0;padding:2px 0}
    .act tr{border-bottom:1px solid var(--rule);padding:10px 0}
    .act td.num small{display:inline}
    .act td[data-l]::before{content:attr(data-l) " ";font-weight:400;color:var(--ink2)}
    .ind td:nth-child(2){min-width:9em}
    .ind td:nth-child(3),.ind td:nth-child(4){min-width:11em}
    .flt{justify-content:flex-start}
    .swot li{grid-template-columns:minmax(0,1fr) auto 7.4em}
    """

  private static func page(_ title: String) -> String {
    let quoted = title.replacingQuotes
    return """
      @page{size:A4;margin:17mm 15mm 18mm;@bottom-right{content:counter(page) " / " counter(pages);\
      font:9pt "Noto Sans CJK SC",sans-serif;color:#53606c}@bottom-left{content:"\(quoted)";\
      font:9pt "Noto Sans CJK SC",sans-serif;color:#53606c}}
      @page :first{margin-top:12mm}
      """
  }
}

extension String {
  /// Safe inside a quoted string of the style sheet: everything but letters, digits and plain spaces is escaped by code
  /// point where it could end the string or the element.
  fileprivate var replacingQuotes: String {
    var out = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "\"", "\\", "<", ">", "&", "'": out += "\\" + String(scalar.value, radix: 16) + " "
      default: if scalar.value >= 0x20 { out.unicodeScalars.append(scalar) }
      }
    }
    return out
  }
}
