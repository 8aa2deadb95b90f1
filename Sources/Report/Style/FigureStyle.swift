/// Figures and what is drawn in them; charts name their marks by these classes.
enum FigureStyle {
  static let figures = """
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

  static let marks = """
    .g{stroke:var(--rule2);fill:none}
    .z{stroke:var(--ink);fill:none}
    .band{fill:var(--band)}
    .cl{stroke:var(--acc);stroke-width:1.5;fill:none}
    .cl3{stroke:var(--acc);stroke-width:3;fill:none}
    .ct{stroke:var(--acc);stroke-width:2;fill:none}
    .pd{stroke-width:8;stroke-linecap:round;fill:none}
    .pu{stroke:var(--good)}
    .po,.pn{stroke:var(--ink2)}
    .pn{stroke-width:6}
    .pi{stroke:var(--paper);stroke-width:4.4}
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
}
