/// Tables, the dialogue behind a number, and the filter above a table.
enum TableStyle {
  static let rules = """
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
}
