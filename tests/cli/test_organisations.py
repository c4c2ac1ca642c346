from sqlalchemy import select

from competition.persistence.models.competitions import OrganisationRow


def create(app, *words):
    return app.test_cli_runner().invoke(args=["organisations", "create", *words])


def test_the_first_organisation_is_written_down_once(app, act):
    first = create(app, "苏城市总工会")
    again = create(app, "苏城市总工会", "--kind", "unit")

    assert (first.exit_code, again.exit_code) == (0, 1)
    assert "There is an organisation of this name." in again.output
    with act() as uow:
        rows = uow.session.execute(select(OrganisationRow.name, OrganisationRow.kind)).all()
    assert rows == [("苏城市总工会", "federation")]
