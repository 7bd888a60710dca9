"""What stands in the sample workbooks: a budget model, a scoring rubric and a comparison of bids."""

from sample_files.sheets import Sheet, Value

MONEY, SHARE = "$#,##0", "0%"


def budget_sheets() -> list[Sheet]:
    """Assumptions, staffing, cost per port, program budget and one port's operating view."""
    return [_assumptions(), _staffing(), _cost_per_port(), _program(), _operating()]


def _assumptions() -> Sheet:
    rows: list[list[Value]] = [
        ["Assumption", "Value", "Unit", "Why"],
        ["Stations in the round", 12, "stations", "Zones with a utility letter"],
        ["Ports per station", 4, "ports", "Federal minimum"],
        ["Federal share of eligible cost", 0.8, "share", "Largest share allowed"],
        ["Fringe benefits", 0.34, "of salary", "State rate (sample)"],
        ["Indirect rate", 0.12, "of staff cost", "Approved rate (sample)"],
        ["Yearly raise", 0.03, "share", "Agreement (sample)"],
        ["Contingency", 0.1, "of capital", "Bids of the last round varied by a tenth"],
        ["Use of a port, first year", 1.9, "hours per day", "Median of open stations (sample)"],
        ["Growth of use", 0.22, "per year", "Registrations (sample)"],
        ["Average power in a session", 72, "kW", "Charger logs (sample)"],
        ["Price to drivers", 0.46, "$ per kWh", "Average of proposals (sample)"],
        ["Cost of energy with demand charge", 0.21, "$ per kWh", "Rate for public charging (sample)"],
        ["Operation and maintenance", 4200, "$ per port and year", "Average of proposals (sample)"],
        ["Network and payment fees", 960, "$ per port and year", "Average of proposals (sample)"],
    ]
    return Sheet("Assumptions", "Sample: fast charging round, budget model", rows, [40, 14, 22, 44], {"B": "#,##0.00"})


def _staffing() -> Sheet:
    people = [
        ("Program manager (Sample)", 1, 94000),
        ("Contract specialist (Sample)", 1.5, 78000),
        ("Charging engineer (Sample)", 1, 91000),
        ("Data analyst (Sample)", 0.5, 76000),
        ("Utility liaison (Sample)", 0.5, 82000),
        ("Outreach coordinator (Sample)", 0.5, 68000),
        ("Grant accountant (Sample)", 0.75, 70000),
    ]
    rows: list[list[Value]] = [["Position", "FTE", "Salary", "Fringe", "Year 1", "Year 2", "Year 3", "Three years"]]
    for line, (title, share, salary) in enumerate(people, 4):
        rows.append(
            [
                title,
                share,
                salary,
                f"=C{line}*Assumptions!$B$7",
                f"=B{line}*(C{line}+D{line})",
                f"=E{line}*(1+Assumptions!$B$9)",
                f"=F{line}*(1+Assumptions!$B$9)",
                f"=SUM(E{line}:G{line})",
            ]
        )
    last = len(people) + 3
    sums: list[Value] = [f"=SUM({column}4:{column}{last})" for column in "EFGH"]
    rows.append(["Total", f"=SUM(B4:B{last})", None, None, *sums])
    formats = {"B": "0.00"} | dict.fromkeys("CDEFGH", MONEY)
    return Sheet("Staffing", "Sample: staffing", rows, [34, 8, 12, 12, 13, 13, 13, 14], formats, total_rows=(last + 1,))


def _cost_per_port() -> Sheet:
    costs = [
        ("Charger and dispenser", 72000, 88000, 118000),
        ("Switchgear and panels", 12000, 17000, 26000),
        ("Utility service and upgrades", 18000, 40000, 95000),
        ("Civil and electrical work", 38000, 52000, 76000),
        ("Accessible route, lighting, signs", 5000, 8000, 13000),
        ("Design, permits, review", 9000, 14000, 22000),
        ("Commissioning, weights and measures", 2000, 3500, 6000),
        ("Spare conduit and pads", 3000, 5500, 9000),
    ]
    rows: list[list[Value]] = [["Cost per port", "Low", "Middle", "High"], *([*line] for line in costs)]
    last = len(costs) + 3
    rows.append(["Total per port", *(f"=SUM({column}4:{column}{last})" for column in "BCD")])
    rows.append(["Contingency", *(f"={column}{last + 1}*Assumptions!$B$10" for column in "BCD")])
    rows.append(["Per port with contingency", *(f"={column}{last + 1}+{column}{last + 2}" for column in "BCD")])
    rows.append(["Per station", *(f"={column}{last + 3}*Assumptions!$B$5" for column in "BCD")])
    return Sheet(
        "Cost per port",
        "Sample: capital cost per port at 150 kW",
        rows,
        [40, 14, 14, 14],
        dict.fromkeys("BCD", MONEY),
        total_rows=(last + 1, last + 3, last + 4),
    )


def _program() -> Sheet:
    years = "BCD"
    rows: list[list[Value]] = [
        ["Line", "Year 1", "Year 2", "Year 3", "Total"],
        ["Stations built", 3, 5, "=Assumptions!B4-B4-C4", "=SUM(B4:D4)"],
        ["Capital cost, middle", *(f"={year}4*'Cost per port'!$C$15" for year in years), "=SUM(B5:D5)"],
        ["Staff", "=Staffing!E11", "=Staffing!F11", "=Staffing!G11", "=SUM(B6:D6)"],
        ["Indirect cost", *(f"={year}6*Assumptions!$B$8" for year in years), "=SUM(B7:D7)"],
        ["Uptime audits and site visits", 42000, 56000, 64000, "=SUM(B8:D8)"],
        ["Total", *(f"=SUM({column}5:{column}8)" for column in "BCDE")],
        ["Federal share of capital", *(f"={column}5*Assumptions!$B$6" for column in "BCDE")],
        ["Operators and hosts", *(f"={column}5-{column}10" for column in "BCDE")],
        ["State funds", *(f"={column}9-{column}5" for column in "BCDE")],
    ]
    return Sheet(
        "Program budget",
        "Sample: program budget",
        rows,
        [36, 15, 15, 15, 16],
        dict.fromkeys("BCDE", "#,##0"),
        total_rows=(9,),
    )


def _operating() -> Sheet:
    columns = "BCDEF"
    rows: list[list[Value]] = [["One port", *(f"Year {year}" for year in range(1, 6))]]
    use: list[Value] = ["=Assumptions!B11", *(f"={column}4*(1+Assumptions!$B$12)" for column in "BCDE")]
    rows.append(["Hours of use per day", *use])
    rows.append(["Energy (kWh)", *(f"={column}4*365*Assumptions!$B$13" for column in columns)])
    rows.append(["Revenue", *(f"={column}5*Assumptions!$B$14" for column in columns)])
    rows.append(["Energy cost", *(f"={column}5*Assumptions!$B$15" for column in columns)])
    rows.append(["Operation, maintenance, network", *("=Assumptions!$B$16+Assumptions!$B$17" for _ in columns)])
    rows.append(["Margin before capital", *(f"={column}6-{column}7-{column}8" for column in columns)])
    return Sheet(
        "Operating view",
        "Sample: one port in operation",
        rows,
        [36, 13, 13, 13, 13, 13],
        dict.fromkeys(columns, "#,##0"),
        total_rows=(9,),
    )


def rubric_sheets() -> list[Sheet]:
    """Criteria with weights, the rating scale and a filled score sheet."""
    return [_criteria(), _scale(), _scores()]


CRITERIA = [
    ("Need: homes without a garage, distance to charging", 25),
    ("Site: hours, lighting, accessible route", 20),
    ("Operator: uptime record, O&M plan", 20),
    ("Cost to drivers and payment", 10),
    ("Community voice", 15),
    ("Cost per port to the program", 10),
]


def _criteria() -> Sheet:
    asks = [
        "Share of renters within half a mile; nearest public port",
        "Open at night, lit, reached without a step",
        "Uptime by port for four quarters; response times",
        "Card payment without membership; price shown first",
        "Letters, meetings, changes made because of them",
        "Grant requested per port, lowest gets all points",
    ]
    rows: list[list[Value]] = [["Criterion", "Points", "What to look for"]]
    rows += [[name, points, ask] for (name, points), ask in zip(CRITERIA, asks, strict=True)]
    rows.append(["Total", "=SUM(B4:B9)", None])
    return Sheet(
        "Criteria",
        "Sample: Level 2 community charging grants, scoring rubric",
        rows,
        [52, 10, 60],
        {},
        total_rows=(10,),
    )


def _scale() -> Sheet:
    rows: list[list[Value]] = [
        ["Rating", "Share of points", "Meaning"],
        ["Strong", 1, "Every part answered with evidence"],
        ["Good", 0.8, "Answered; small gaps"],
        ["Fair", 0.6, "Answered in part; gaps can be closed"],
        ["Weak", 0.3, "Little evidence"],
        ["None", 0, "Not answered"],
    ]
    return Sheet("Scale", "Sample: rating scale", rows, [14, 16, 56], {"B": SHARE})


def _scores() -> Sheet:
    ratings = [
        ("Applicant A (Sample)", (1, 0.8, 0.8, 1, 0.6, 0.8)),
        ("Applicant B (Sample)", (0.8, 1, 0.6, 0.8, 1, 0.6)),
        ("Applicant C (Sample)", (0.6, 0.6, 1, 1, 0.3, 1)),
        ("Applicant D (Sample)", (1, 0.8, 0.3, 0.6, 0.8, 0.8)),
        ("Applicant E (Sample)", (0.3, 0.8, 0.8, 0.8, 0.6, 0.9)),
    ]
    rows: list[list[Value]] = [
        [
            "Applicant",
            *(f"{number}. {name.partition(':')[0]}" for number, (name, _) in enumerate(CRITERIA, 1)),
            "Score of 100",
        ]
    ]
    for line, (name, shares) in enumerate(ratings, 4):
        score = "+".join(f"{column}{line}*Criteria!$B${row}" for row, column in enumerate("BCDEFG", 4))
        rows.append([name, *shares, f"={score}"])
    rows.append(["Average", *(f"=AVERAGE({column}4:{column}8)" for column in "BCDEFGH")])
    formats = dict.fromkeys("BCDEFG", SHARE) | {"H": "0.0"}
    return Sheet(
        "Score sheet",
        "Sample: one evaluator's scores",
        rows,
        [24, 14, 14, 14, 14, 14, 14, 14],
        formats,
        total_rows=(9,),
    )


def bid_sheets() -> list[Sheet]:
    """Bids and points, as they would be shared; and what was left in the file: a hidden column and a hidden sheet."""
    return [_bids(), _points(), _comments_of_evaluators()]


def _bids() -> Sheet:
    bids = [
        ("Bidder A (Sample)", 4, 912000, 905000),
        ("Bidder B (Sample)", 4, 868000, 899000),
        ("Bidder C (Sample)", 6, 1284000, 1310000),
        ("Bidder D (Sample)", 4, 1045000, 899000),
    ]
    rows: list[list[Value]] = [["Bidder", "Ports", "Price", "Our estimate", "Price per port"]]
    rows += [[*bid, f"=C{line}/B{line}"] for line, bid in enumerate(bids, 4)]
    rows.append(["Average", "=AVERAGE(B4:B7)", "=AVERAGE(C4:C7)", "=AVERAGE(D4:D7)", "=AVERAGE(E4:E7)"])
    return Sheet(
        "Bids",
        "Sample: bids for the corridor round",
        rows,
        [30, 10, 16, 16, 16],
        dict.fromkeys("CDE", MONEY),
        total_rows=(8,),
        hidden_columns="D",
    )


def _points() -> Sheet:
    rows: list[list[Value]] = [
        ["Bidder", "Uptime plan", "Price", "Site hosts", "Total"],
        ["Bidder A (Sample)", 32, 24, 21, "=SUM(B4:D4)"],
        ["Bidder B (Sample)", 35, 27, 18, "=SUM(B5:D5)"],
        ["Bidder C (Sample)", 29, 25, 24, "=SUM(B6:D6)"],
        ["Bidder D (Sample)", 30, 19, 22, "=SUM(B7:D7)"],
    ]
    return Sheet("Points", "Sample: points by criterion", rows, [30, 14, 14, 14, 14], {})


def _comments_of_evaluators() -> Sheet:
    rows: list[list[Value]] = [
        ["Bidder", "Evaluator", "Comment"],
        ["Bidder A (Sample)", "Evaluator 1 (Sample)", "Strong spare-parts plan; two past projects were late"],
        ["Bidder B (Sample)", "Evaluator 2 (Sample)", "Best price; ask about the subcontractor for maintenance"],
        ["Bidder D (Sample)", "Evaluator 1 (Sample)", "Price is far above our estimate"],
    ]
    return Sheet("Evaluator comments", "Sample: comments of evaluators", rows, [30, 26, 60], {}, is_hidden=True)
