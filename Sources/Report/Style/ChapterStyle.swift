/// Chapters and the words in them: headings, key figures, columns, lists of findings.
enum ChapterStyle {
  static let chapters = """
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

  static let lists = """
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
}
