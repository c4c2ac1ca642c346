"""Skills competitions (职业技能竞赛). Empty, so that the domain imports without Flask."""
